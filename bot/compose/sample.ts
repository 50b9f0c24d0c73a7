import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Locales } from '../i18n.ts';
import { readPack } from '../operator/read-pack.ts';
import type { Config } from '../settings/config.ts';

interface Dependencies {
  config: Config;
  database: Database;
  keys: KeyRing;
  locales: Locales;
  now(): Date;
}

/** Loads the sample organisation for trying, unless the database holds another organisation. */
export async function ensureSample({ config, database, keys, locales, now }: Dependencies): Promise<void> {
  // With all that reads tables, it would only take memory in production.
  const { loadSample, SAMPLE_ROOT } = await import('../sample/load-sample.ts');
  const [anyUnit, sample] = await Promise.all([
    database.units.exists({}),
    database.units.exists({ _id: SAMPLE_ROOT }),
  ]);
  if (anyUnit !== null && sample === null) return;
  const pack = await readPack(config.SAMPLE_PACK, locales);
  await loadSample({ database, keys, now: now(), pack, locales });
}
