import type { Redis } from 'ioredis';
import { runScript } from '../store/scripts.ts';

/** A sender without a sign of life for so long is dead. */
const SILENT_MS = 1_000;

/** The processes that send, as one of them knows the others. */
export interface Senders {
  /**
   * Gives a sign of life, and returns the names of those that died or left and are not forgotten yet. `isSeen` tells
   * whether this one is subscribed, so that it stays alive for the others while it is busy.
   */
  look(): Promise<{ isSeen: boolean; dead: string[] }>;
  /** Makes this one be seen. */
  subscribe(): Promise<void>;
  /** To be called once nothing is left that a dead sender had to send. */
  forget(name: string): Promise<void>;
  /** Leaves what this one has not sent to the others, at once. */
  leave(): Promise<void>;
}

/**
 * Makes a sender known to the others. It is alive as long as it is subscribed to a channel of its name: that ends with
 * the process, as the operating system closes its connections, and not because the process is busy. `line` is the
 * connection for the subscription; it is used for nothing else, and must not subscribe again by itself.
 */
export function createSenders(of: { redis: Redis; line: Redis; prefix: string; name: string }): Senders {
  const { redis, line, prefix, name } = of;
  const key = `${prefix}senders`;
  const channels = `${prefix}sender:`;
  let isSubscribed = false;
  line.on('close', () => {
    isSubscribed = false;
  });

  return {
    async look() {
      const [seen, dead] = (await runScript(redis, 'look-for-senders', {
        keys: [key],
        args: [name, channels, SILENT_MS],
      })) as [number, string[]];
      return { isSeen: seen === 1, dead };
    },
    async subscribe() {
      // Subscribed and not seen: the line leads to another server than the commands, as after a failover.
      if (isSubscribed) line.disconnect(true);
      await line.subscribe(channels + name);
      isSubscribed = true;
    },
    async forget(dead) {
      await redis.zrem(key, dead);
    },
    async leave() {
      line.disconnect();
      await redis.zadd(key, 'XX', 0, name);
    },
  };
}
