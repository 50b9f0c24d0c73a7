import type { Redis } from 'ioredis';
import type { ChannelMemory } from '../../handlers/commands/define.ts';
import type { Address } from '../../handlers/ports.ts';
import { PASTE_PLACE, pasteKeys } from './telegram/pastes.ts';
import { chatLogKey, LOG_PLACE } from './web/chat-log.ts';

/** What the channels keep in Redis beside the conversations, whether they are switched on or not. */
export function createChannelMemory(stores: { redis: Redis; prefix: string }): ChannelMemory {
  const { redis, prefix } = stores;

  async function keysOf({ channel, chat }: Address): Promise<string[]> {
    switch (channel) {
      case 'web':
        return [chatLogKey(prefix, chat)];
      case 'telegram':
        return pasteKeys(stores, chat);
      default:
        return [];
    }
  }

  async function count(address: Address): Promise<number> {
    if (address.channel === 'web') return redis.xlen(chatLogKey(prefix, address.chat));
    return redis.exists(...(await keysOf(address)));
  }

  return {
    places: [LOG_PLACE, PASTE_PLACE],
    count,
    async forget(address) {
      const kept = await count(address);
      for (const name of await keysOf(address)) await redis.del(name);
      return kept;
    },
  };
}
