import type { Redis } from 'ioredis';
import type { ChannelMemory } from '../../handlers/commands/define.ts';
import type { SealedPlace } from '../../models/store/reseal-redis.ts';

/** What one channel keeps in Redis beside the conversations. */
export interface KeptByChannel {
  channel: string;
  /** Where sealed values lie. */
  places: readonly SealedPlace[];
  /** How many messages, or parts of them, are kept of a chat. */
  count(chat: string): Promise<number>;
  /** Names of all keys that are kept of a chat. */
  keysOf(chat: string): Promise<string[]>;
}

/** What the channels keep, whether they are switched on or not. */
export function createChannelMemory(redis: Redis, kept: readonly KeptByChannel[]): ChannelMemory {
  const keptBy = (channel: string) => kept.find((one) => one.channel === channel);
  return {
    places: kept.flatMap(({ places }) => places),
    count: async ({ channel, chat }) => (await keptBy(channel)?.count(chat)) ?? 0,
    async forget({ channel, chat }) {
      const one = keptBy(channel);
      if (one === undefined) return 0;
      const count = await one.count(chat);
      for (const name of await one.keysOf(chat)) await redis.del(name);
      return count;
    },
  };
}
