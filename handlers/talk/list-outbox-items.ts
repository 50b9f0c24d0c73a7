import type { ConversationStore } from '../../models/chat/conversation.ts';
import { HOLD_MS } from '../../models/chat/held-entry.ts';
import type { Address } from '../ports.ts';
import type { OutboxItem, PendingCommand } from './outbox-item.ts';
import type { Response } from './situation.ts';

/** Outputs that tell of a command that it was received. */
const RECEIPTS: readonly string[] = ['submitted', 'withdrawal'];

/**
 * What there is to be sent and done, in the order of its ids: commands come first, the receipt of one that is held back
 * last. `boundUntil` is when bindings were made at the latest that the person gives up.
 */
export function listOutboxItems(
  response: Response,
  { address, boundUntil, now }: { address: Address | null; boundUntil: Date; now: Date },
): OutboxItem[] {
  const { head, draft } = response;
  const about = draft === null ? null : { id: draft.id, identity: draft.identity };
  const notBefore = new Date(now.getTime() + HOLD_MS).toISOString();
  const messages = response.outputs.map(
    ({ output, card, replaces, to = address }): OutboxItem => ({
      ...{ kind: 'message', output, address: to, language: head.language },
      ...{ draft: about, card, replaces },
      ...(response.commands.length > 0 && RECEIPTS.includes(output.type) ? { notBefore } : {}),
    }),
  );
  const commands = response.commands.map((command): OutboxItem => ({ kind: 'command', ...command }));
  const unlinks: OutboxItem[] =
    response.unlinks === true && address !== null
      ? [{ kind: 'unlink', address, boundUntil: boundUntil.toISOString() }]
      : [];
  // The chat is unlinked before its last message: a person who reads that and writes again is a stranger by then.
  const items = [...commands, ...unlinks, ...messages];
  return [...items.filter((item) => momentOf(item) === undefined), ...items.filter(momentOf)];
}

/** Until when an item is held; undefined if it is not. */
export function momentOf(item: OutboxItem): Date | undefined {
  return item.kind === 'message' && item.notBefore !== undefined ? new Date(item.notBefore) : undefined;
}

/** The commands, each with the one before it on the same draft that has no outcome yet. */
export async function linkCommands(
  store: Pick<ConversationStore, 'listCommands'>,
  { person, commands }: { person: string; commands: readonly PendingCommand[] },
): Promise<PendingCommand[]> {
  if (commands.length === 0) return [];
  const pending = await store.listCommands(person);
  return commands.map((command) => {
    const before = pending.findLast(
      ({ json }) => (JSON.parse(json) as PendingCommand).draft === command.draft,
    );
    return before === undefined ? command : { ...command, after: before.id };
  });
}
