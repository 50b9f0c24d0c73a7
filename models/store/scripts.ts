import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

const NAMES = [
  ...(['claim', 'collect', 'commit', 'copied', 'copied-conversation'] as const),
  ...([
    'keep-untold',
    'load',
    'look-for-senders',
    'remove-draft',
    'reseal',
    'restore',
    'restore-draft',
    'complete',
    'take-over',
  ] as const),
  ...(['inbox-add', 'inbox-claim', 'inbox-fail', 'inbox-parked', 'inbox-remove'] as const),
] as const;
type ScriptName = (typeof NAMES)[number];

const SCRIPTS = Object.fromEntries(
  NAMES.map((name) => {
    const source = readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8');
    return [name, { source, digest: createHash('sha1').update(source).digest('hex') }];
  }),
) as Record<ScriptName, { source: string; digest: string }>;

/** Runs one of `models/store/scripts/*.lua`: atomic on the server, sent in full only if the server does not know it. */
export async function runScript(
  redis: Redis,
  name: ScriptName,
  call: { keys: readonly string[]; args: readonly (string | number)[] },
): Promise<unknown> {
  const { source, digest } = SCRIPTS[name];
  const values = [call.keys.length, ...call.keys, ...call.args] as [number, ...(string | number)[]];
  try {
    return await redis.evalsha(digest, ...values);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.eval(source, ...values);
  }
}

/** Pairs as Redis lists them. */
export function toRecord(pairs: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) {
    record[pairs[index] as string] = pairs[index + 1] as string;
  }
  return record;
}
