import type { ChannelEvent, Receipt, Receive } from '../../../handlers/ports.ts';
import { fileName } from '../file-name.ts';
import type { ChatLog, LogEntry } from './chat-log.ts';

/** The way of an event to the bot, and of the person's own words into the chat log. */
export interface EventReceiver {
  /** Hands an event over. Rejects if it was not committed or not logged: deliver it again then. */
  deliver(event: ChannelEvent, receive: Receive): Promise<Receipt>;
  /** Logs what the person just did, so that it stands before the bot's reply to it. */
  logBeforeReply(chat: string): Promise<void>;
  /** Resolves when everything that was handed over has been answered. */
  idle(): Promise<void>;
}

type OwnEntry = Exclude<LogEntry, { type: 'message' }>;

/** Own words are logged once per update: when they are committed, or when the bot already replies to them. */
export function createEventReceiver(chatLog: ChatLog): EventReceiver {
  const underWay = new Map<ChannelEvent, Promise<Receipt>>();
  /** Receipts of those under way that are committed and may be shown. */
  const taken = new WeakMap<ChannelEvent, Receipt>();

  async function pass(event: ChannelEvent, receive: Receive): Promise<Receipt> {
    const receipt = await receive(event);
    if (receipt.withhold === true) return { ...receipt, status: 'ignored' };
    // A duplicate too: the commit may have been the last thing that was done before a crash.
    if (receipt.status === 'ignored') return receipt;
    taken.set(event, receipt);
    await record(event, receipt);
    return receipt;
  }

  async function record(event: ChannelEvent, { refused }: Receipt): Promise<void> {
    const entry = ownEntry(event);
    if (entry === undefined) return;
    const isRefused = refused === true && entry.type === 'own';
    await chatLog.appendOnce(event.chat, isRefused ? { ...entry, refused } : entry);
  }

  return {
    async deliver(event, receive) {
      // On the list before the bot begins, or a reply that comes at once would stand first.
      const passing = Promise.resolve().then(() => pass(event, receive));
      underWay.set(event, passing);
      return await passing.finally(() => underWay.delete(event));
    },
    async logBeforeReply(chat) {
      // The receipt of what the bot replies to is there; its own turn to be logged may only come next.
      await new Promise((resolve) => setImmediate(resolve));
      for (const event of underWay.keys()) {
        const receipt = taken.get(event);
        if (event.chat === chat && receipt !== undefined) await record(event, receipt);
      }
    },
    async idle() {
      await Promise.allSettled(underWay.values());
    },
  };
}

function ownEntry({ update, at, input }: ChannelEvent): OwnEntry | undefined {
  if (input.type === 'text') return { type: 'own', at, update, text: input.text };
  if (input.type === 'file') {
    const { id, name = fileName() } = input;
    return { type: 'own', at, update, text: name, file: { id, name } };
  }
  // The page's language switch is nothing that was said.
  if (input.type === 'command' && input.argument !== undefined) return undefined;
  if (input.type === 'command') return { type: 'own', at, update, text: `/${input.name}` };
  if (input.type === 'press') return { type: 'press', at, update, handle: input.handle };
  return undefined;
}
