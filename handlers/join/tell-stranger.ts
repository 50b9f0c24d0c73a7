import { setTimeout as pause } from 'node:timers/promises';
import { isOutOfReach } from '../deliver/deliver-entry.ts';
import type { Address, Log, Message, Send } from '../ports.ts';

/** The waits between tries, in milliseconds. They add up to a minute, for which a messenger may be away. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** Sends cards to strangers. Nothing is stored: unsent cards are in the memory of this process only. */
export interface TellStranger {
  /** Resolves after the first try. If it fails, the card is tried again until the stranger does something else. */
  tell(address: Address, message: Message): Promise<void>;
  /** Gives up what could not be sent in this chat so far. */
  forget(address: Address): void;
}

export function createTellStranger({ send, log }: { send: Send; log: Log }): TellStranger {
  const unsent = new Map<string, Message>();

  /** True if no further try is needed: the card was sent, or the chat cannot be reached. */
  async function trySend(address: Address, message: Message): Promise<boolean> {
    try {
      await send(address, { message });
      return true;
    } catch (error) {
      log.warn({ err: error, channel: address.channel }, 'A stranger could not be answered');
      return isOutOfReach(error);
    }
  }

  async function tryAgain(address: Address, message: Message): Promise<void> {
    const chat = nameOf(address);
    unsent.set(chat, message);
    for (const wait of WAITS_MS) {
      await pause(wait, undefined, { ref: false });
      if (unsent.get(chat) !== message) return;
      if (await trySend(address, message)) break;
    }
    if (unsent.get(chat) === message) unsent.delete(chat);
  }

  return {
    async tell(address, message) {
      if (!(await trySend(address, message))) void tryAgain(address, message);
    },
    forget(address) {
      unsent.delete(nameOf(address));
    },
  };
}

function nameOf({ channel, chat }: Address): string {
  return `${channel}:${chat}`;
}
