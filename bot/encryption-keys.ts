import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyRing, generateKeyRing, type KeyRing } from '../models/encryption.ts';
import type { Config } from './config.ts';

/** The key ring of `ENCRYPTION_KEYS`, or of the key file of the services folder, which only its owner can read. */
export function loadKeyRing(config: Config): KeyRing {
  if (config.ENCRYPTION_KEYS !== undefined) return createKeyRing(config.ENCRYPTION_KEYS);
  const file = join(config.SERVICES_DIR, 'encryption.key');
  if (!existsSync(file)) {
    mkdirSync(config.SERVICES_DIR, { recursive: true });
    writeFileSync(file, `${generateKeyRing()}\n`, { mode: 0o600, flag: 'wx' });
  }
  return createKeyRing(readFileSync(file, 'utf8').trim());
}
