import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from '../../models/store/connection.ts';
import { createKeyRing, generateKeyRing, type KeyRing } from '../../models/store/encryption.ts';
import { admitKeyRing, demandKeys } from '../../models/store/key-check.ts';
import type { Config } from './config.ts';

type Settings = Pick<Config, 'ENCRYPTION_KEYS' | 'SERVICES_DIR'>;

/**
 * The key ring of `ENCRYPTION_KEYS`, or of the key file of the services folder, which only its owner can read and
 * which is made where nothing has been sealed yet. Throws what `createKeyRing` and `admitKeyRing` throw.
 */
export async function openKeyRing(config: Settings, database: Database): Promise<KeyRing> {
  const source = sourceOfKeys(config);
  if (readKeyRing(config) === undefined) {
    // A new key in place of a lost one would hide that the old one has to be found.
    await demandKeys(database, { keys: undefined, source });
    makeKeyFile(source);
  }
  const keys = readKeyRing(config) as KeyRing;
  await admitKeyRing(database, { keys, source });
  return keys;
}

/** The key ring; undefined where none is configured and none has been made yet. */
export function readKeyRing(config: Settings): KeyRing | undefined {
  if (config.ENCRYPTION_KEYS !== undefined) return createKeyRing(config.ENCRYPTION_KEYS);
  const file = sourceOfKeys(config);
  return existsSync(file) ? createKeyRing(readFileSync(file, 'utf8').trim()) : undefined;
}

/** Where the keys come from, for the operator: the name of the setting, or the path of the key file. */
export function sourceOfKeys(config: Settings): string {
  return config.ENCRYPTION_KEYS === undefined
    ? join(config.SERVICES_DIR, 'encryption.key')
    : 'ENCRYPTION_KEYS';
}

/** The file is there at once and in full or not at all, and survives a power cut; one that is there is left alone. */
function makeKeyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${generateKeyRing()}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(temporary, file);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
