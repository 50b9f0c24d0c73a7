import type { ChannelEvent, Receipt } from '../../../handlers/ports.ts';
import { isPersonCode } from './decode.ts';
import type { WebChannelDependencies } from './dependencies.ts';
import type { Streams } from './streams.ts';

/** What the routes need besides the channel's own dependencies. */
export interface RouteDependencies extends WebChannelDependencies {
  streams: Streams;
  /** Whether the chat may send one more event now. */
  isWithinLimit(chat: string): boolean;
  /** Rejects if the event was not committed. */
  deliver(event: ChannelEvent): Promise<Receipt>;
  isRunning(): boolean;
}

/** What the page is told of a receipt. */
export function toReceipt({ status, toast, refused }: Receipt): object {
  return { status, ...(toast === undefined ? {} : { toast }), ...(refused === undefined ? {} : { refused }) };
}

/** Whether there is such a person; from then on the chat is theirs. */
export async function isBound(code: string, dependencies: RouteDependencies): Promise<boolean> {
  return isPersonCode(code) && (await dependencies.link(code));
}
