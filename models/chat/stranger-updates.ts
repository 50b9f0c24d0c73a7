import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';

/** Longer than a messenger takes to repeat an update; short, because any stranger can fill this store. */
const KEEP_SECONDS = 60 * 60;
/** Much longer than updates are remembered, because the clock of a process may be weeks off. */
const ASK_FOR_MS = 60 * 24 * 60 * 60 * 1000;

/**
 * Updates that were taken while their sender was a stranger: delivered again, they do nothing, even if the sender has
 * joined meanwhile. Kept for an hour as keyed digests of channel and update alone, which say neither who nor what; so is
 * the language that a stranger chose.
 */
export interface StrangerUpdates {
  wasTaken(taken: { channel: string; update: string }): Promise<boolean>;
  noteTaken(taken: { channel: string; update: string }): Promise<void>;
  /** The language that a user chose in the last hour; null if they chose none. */
  readLanguage(stranger: { channel: string; user: string }): Promise<string | null>;
  noteLanguage(stranger: { channel: string; user: string }, language: string): Promise<void>;
  /** How long after somebody has joined their updates may be such: milliseconds by the clock of the process. */
  askForMs: number;
}

export function createStrangerUpdates(stores: {
  redis: Redis;
  keys: Pick<KeyRing, 'digests'>;
  prefix: string;
}): StrangerUpdates {
  const { redis, keys, prefix } = stores;
  /** One for each key of the ring, the one that is written first. */
  const namesOf = (taken: { channel: string; update: string }) =>
    keys
      .digests(`${taken.channel} ${taken.update}`, 'stranger-update')
      .map((digest) => `${prefix}taken:${digest}`);
  const languageNamesOf = (stranger: { channel: string; user: string }) =>
    keys
      .digests(`${stranger.channel} ${stranger.user}`, 'stranger-language')
      .map((digest) => `${prefix}taken:language:${digest}`);
  return {
    async wasTaken(taken) {
      const found = await Promise.all(namesOf(taken).map((name) => redis.exists(name)));
      return found.includes(1);
    },
    async noteTaken(taken) {
      await redis.set(namesOf(taken)[0] as string, '1', 'EX', KEEP_SECONDS);
    },
    async readLanguage(stranger) {
      const found = await Promise.all(languageNamesOf(stranger).map((name) => redis.get(name)));
      return found.find((language) => language !== null) ?? null;
    },
    async noteLanguage(stranger, language) {
      await redis.set(languageNamesOf(stranger)[0] as string, language, 'EX', KEEP_SECONDS);
    },
    askForMs: ASK_FOR_MS,
  };
}
