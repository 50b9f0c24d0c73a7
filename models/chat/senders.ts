import type { Redis } from 'ioredis';
import { runScript } from '../store/scripts.ts';

/** A sender without a sign of life for this long counts as dead. */
const SILENT_MS = 1_000;

/** The processes that send, as seen by one of them. */
export interface Senders {
  /**
   * Gives a sign of life and returns the names of senders that died or left and were not forgotten yet. `isSeen` tells
   * whether this sender is subscribed; if so, the others see it as alive even while it is busy.
   */
  look(): Promise<{ isSeen: boolean; dead: string[] }>;
  /** Subscribes this sender, so that the others see it. */
  subscribe(): Promise<void>;
  /** Removes a dead sender, after all of its conversations were taken over. */
  forget(name: string): Promise<void>;
  /** Lets the others take over what this sender has not sent. */
  leave(): Promise<void>;
}

/**
 * Registers a sender with the others. It counts as alive while it is subscribed to a Redis channel of its name. The
 * subscription ends with the process, when the operating system closes its connections, and does not end because the
 * process is busy. `line` is the connection for the subscription only; it must not resubscribe by itself.
 */
export function createSenders(options: { redis: Redis; line: Redis; prefix: string; name: string }): Senders {
  const { redis, line, prefix, name } = options;
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
      // Subscribed but not seen: `line` is connected to another server than `redis`, as after a failover.
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
