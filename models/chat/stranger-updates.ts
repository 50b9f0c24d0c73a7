import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';

/** Longer than a messenger takes to repeat an update; short, because any stranger can fill this store. */
const KEEP_SECONDS = 60 * 60;
/** Much longer than updates are remembered, because the clock of a process may be weeks off. */
const ASK_FOR_MS = 60 * 24 * 60 * 60 * 1000;

/**
 * Updates that were taken while their sender was a stranger. If they are delivered again, they do nothing, even if the
 * sender has joined meanwhile. Stored for an hour as keyed digests of channel and update, which reveal neither the sender
 * nor the content.
 */
export interface StrangerUpdates {
  wasTaken(taken: { channel: string; update: string }): Promise<boolean>;
  noteTaken(taken: { channel: string; update: string }): Promise<void>;
  /** How long after a person has joined this store must be asked about their updates; milliseconds. */
  askForMs: number;
}

export function createStrangerUpdates(stores: {
  redis: Redis;
  keys: Pick<KeyRing, 'digests'>;
  prefix: string;
}): StrangerUpdates {
  const { redis, keys, prefix } = stores;
  /** One name for each key of the key ring; the first is the one that is written. */
  const namesOf = (taken: { channel: string; update: string }) =>
    keys
      .digests(`${taken.channel} ${taken.update}`, 'stranger-update')
      .map((digest) => `${prefix}taken:${digest}`);
  return {
    async wasTaken(taken) {
      const found = await Promise.all(namesOf(taken).map((name) => redis.exists(name)));
      return found.includes(1);
    },
    async noteTaken(taken) {
      await redis.set(namesOf(taken)[0] as string, '1', 'EX', KEEP_SECONDS);
    },
    askForMs: ASK_FOR_MS,
  };
}
