import type { Language } from '../../flows/forms/definition.ts';
import type { Address } from '../ports.ts';
import type { Draft } from './draft.ts';
import type { BotOutput } from './output.ts';

/** What was committed to be said or done; ids and references, no words. */
export type OutboxItem =
  | {
      kind: 'message';
      output: BotOutput;
      /** Null for any chat in which the person is reached. */
      address: Address | null;
      language: Language;
      /** The draft that it is about. */
      draft: Pick<Draft, 'id' | 'identity'> | null;
      /** Id of the card that it shows, if it has buttons. */
      card: string | null;
      /** Id of the card whose message it may take the place of. */
      replaces: string | null;
      /** Held until then (ISO 8601, UTC): the receipt of a command, which its outcome withdraws if it comes before. */
      notBefore?: string;
    }
  | ({ kind: 'command' } & PendingCommand)
  /**
   * A chat of the person's is given up: the bindings of it that were made up to a moment (ISO 8601 UTC), which entries of
   * earlier versions do not name. One that is made later is another one.
   */
  | { kind: 'unlink'; address: Address; boundUntil?: string };

/** A formal act that waits to be recorded. Its id is that of its outbox entry. */
export interface PendingCommand {
  /** Of the command, as its form names it. */
  name: string;
  draft: string;
  /** Of the version that it is about. */
  number: number;
  /** Id of the command before it on the same draft, whose outcome it waits for. */
  after?: string;
}

/** The receipt of a command that was committed and not sent yet. */
export interface HeldReceipt {
  /** Id of its outbox entry. */
  entry: string;
  item: Extract<OutboxItem, { kind: 'message' }>;
}
