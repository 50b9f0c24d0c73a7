import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';
import { DURABLE_SETTINGS, type RedisSettings } from '../../handlers/queries/find-concerns.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Config } from '../settings/config.ts';
import { readAddress } from './server-kind.ts';

/** What Redis says of how it keeps what it is given; null where it does not let its settings be read. */
export async function readRedisSettings(redis: Redis): Promise<RedisSettings | null> {
  const names = Object.keys(DURABLE_SETTINGS);
  try {
    const pairs = await Promise.all(names.map((name) => redis.config('GET', name)));
    const values = pairs.map((pair) => (pair as string[])[1]);
    if (values.includes(undefined)) return null;
    return Object.fromEntries(names.map((name, index) => [name, values[index]])) as unknown as RedisSettings;
  } catch {
    return null;
  }
}

/**
 * Throws `redis-forgets`, with the lines of its configuration to be changed, where Redis may lose answers that were
 * confirmed. Where its settings cannot be read, that is logged unless `REDIS_DURABLE` says that they are right.
 */
export async function demandDurableRedis(
  redis: Redis,
  { url, config, log }: { url: string; config: Pick<Config, 'REDIS_DURABLE'>; log: Log },
): Promise<void> {
  const settings = await readRedisSettings(redis);
  if (settings === null) {
    if (config.REDIS_DURABLE === undefined) {
      log.warn({ needed: DURABLE_SETTINGS }, 'Whether Redis keeps what it confirms cannot be read from it');
    }
    return;
  }
  const wrong = Object.entries(DURABLE_SETTINGS).filter(
    ([name, needed]) => settings[name as keyof RedisSettings] !== needed,
  );
  if (wrong.length === 0) return;
  const lines = wrong.map(([name, needed]) => `${name} ${needed}`);
  const details = { address: readAddress(url), lines: lines.join(' · ') };
  throw new AppError('redis-forgets', { message: 'Redis may lose what it confirmed', details });
}
