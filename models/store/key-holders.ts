import type { Redis } from 'ioredis';
import { AppError } from './errors.ts';
import { escapeGlob } from './escape-glob.ts';

/** A process that works on the stores. */
export interface KeyHolder {
  /** Its own, as processes of several machines may have the same host name and process id. */
  id: string;
  role: string;
  host: string;
  pid: number;
  /** Ids of the keys in its ring; the first one seals. */
  keys: readonly string[];
}

interface Stores {
  redis: Redis;
  prefix: string;
}

/** How often a process has to say that it is there. */
export const ANNOUNCE_EVERY_MS = 10_000;
/** For so long one counts as there that says nothing any more. */
const ANNOUNCED_SECONDS = 30;
const AT_ONCE = 500;

/** Says which keys a process has, for the next half minute. */
export async function announceKeys({ redis, prefix }: Stores, holder: KeyHolder): Promise<void> {
  await redis.set(nameOf(prefix, holder), JSON.stringify(holder), 'EX', ANNOUNCED_SECONDS);
}

/** Says that a process is gone. */
export async function withdrawKeys({ redis, prefix }: Stores, holder: Pick<KeyHolder, 'id'>): Promise<void> {
  await redis.del(nameOf(prefix, holder));
}

/**
 * The processes that said within the last half minute that they are there. Throws `key-holder-unreadable` for a row that
 * does not tell which keys a process has: whatever depends on it would not be safe.
 */
export async function listKeyHolders({ redis, prefix }: Stores): Promise<KeyHolder[]> {
  const names = new Set<string>();
  let cursor = '0';
  do {
    const pattern = `${escapeGlob(startOfNames(prefix))}*`;
    const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', AT_ONCE);
    cursor = next;
    for (const name of found) names.add(name);
  } while (cursor !== '0');
  const rows = [...names].sort().map(async (name) => ({ name, json: await redis.get(name) }));
  return (await Promise.all(rows)).flatMap(({ name, json }) => (json === null ? [] : [readRow(name, json)]));
}

function readRow(key: string, json: string): KeyHolder {
  const row = parse(json);
  if (isKeyHolder(row)) return row;
  throw new AppError('key-holder-unreadable', {
    message: 'A row of a process is malformed',
    details: { key },
  });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isKeyHolder(row: unknown): row is KeyHolder {
  if (typeof row !== 'object' || row === null) return false;
  const { id, role, host, pid, keys } = row as Partial<Record<keyof KeyHolder, unknown>>;
  const isNamed = [id, role, host].every((name) => typeof name === 'string');
  const hasKeys = Array.isArray(keys) && keys.length > 0 && keys.every((name) => typeof name === 'string');
  return isNamed && typeof pid === 'number' && hasKeys;
}

/** Processes as an operator knows them: `<role> <host> (<process id>)`. */
export function nameProcesses(holders: readonly KeyHolder[]): string {
  return holders.map(({ role, host, pid }) => `${role} ${host} (${pid})`).join(', ');
}

function startOfNames(prefix: string): string {
  return `${prefix}key-holder:`;
}

function nameOf(prefix: string, { id }: Pick<KeyHolder, 'id'>): string {
  return `${startOfNames(prefix)}${id}`;
}
