import type { Redis } from 'ioredis';
import type { KeyRing } from './encryption.ts';
import { escapeGlob } from './escape-glob.ts';
import { type ResealTally, resealOld } from './reseal.ts';
import { runScript } from './scripts.ts';

/** Names of keys after the prefix, and the context under which each of their values is sealed. */
export interface SealedPlace {
  key: RegExp;
  /** `parts` are the groups of `key`; `field` is that of a hash, or empty. */
  contextOf(parts: readonly string[], field: string): string;
}

/** Keys that one step of the walk brings. */
const AT_ONCE = 500;

interface Stores {
  redis: Redis;
  prefix: string;
  keys: KeyRing;
}

/**
 * Seals anew, with the key that seals now, whatever lies in these places sealed with another one. A value that changes
 * at this moment keeps its change: each is only replaced while it is as it was read.
 */
export async function resealRedis(
  stores: Stores,
  of: { places: readonly SealedPlace[]; tally: ResealTally; onKey(): void },
): Promise<void> {
  const { redis, prefix } = stores;
  let cursor = '0';
  do {
    const [next, names] = await redis.scan(cursor, 'MATCH', `${escapeGlob(prefix)}*`, 'COUNT', AT_ONCE);
    cursor = next;
    for (const name of names) {
      of.onKey();
      await resealKey(stores, { ...of, name });
    }
  } while (cursor !== '0');
}

async function resealKey(
  { redis, prefix, keys }: Stores,
  of: { name: string; places: readonly SealedPlace[]; tally: ResealTally },
): Promise<void> {
  const { name, places, tally } = of;
  const rest = name.slice(prefix.length);
  const place = places.find(({ key }) => key.test(rest));
  if (place === undefined) return;
  const [, ...parts] = place.key.exec(rest) as RegExpExecArray;
  const values = await readValues(redis, name);
  const changed = values.flatMap(([field, envelope]) => {
    const renewed = resealOld(keys, { envelope, context: place.contextOf(parts, field), tally });
    return renewed === undefined ? [] : [[field, envelope, renewed]];
  });
  if (changed.length === 0) return;
  const written = (await runScript(redis, 'reseal', { keys: [name], args: changed.flat() })) as number;
  tally.resealed += written;
}

/** Fields of a hash, entries of a stream by their ids, or a text under no name. */
async function readValues(redis: Redis, name: string): Promise<[string, string][]> {
  switch (await redis.type(name)) {
    case 'hash':
      return Object.entries(await redis.hgetall(name));
    case 'stream':
      return (await redis.xrange(name, '-', '+')).map(([id, fields]) => [id, fields[1] ?? '']);
    case 'string':
      return [['', (await redis.get(name)) ?? '']];
    default:
      return [];
  }
}
