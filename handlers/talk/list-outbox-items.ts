import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Address } from '../ports.ts';
import type { OutboxItem, PendingCommand } from './outbox-item.ts';
import type { Response } from './situation.ts';

/**
 * What there is to be sent and done, in the order of its ids: commands come first. `boundUntil` is when bindings were made
 * at the latest that the person gives up.
 */
export function listOutboxItems(
  response: Response,
  { address, boundUntil }: { address: Address | null; boundUntil: Date },
): OutboxItem[] {
  const { head, draft } = response;
  const about = draft === null ? null : { id: draft.id, identity: draft.identity };
  const messages = response.outputs.map(
    ({ output, card, replaces, to = address }): OutboxItem => ({
      ...{ kind: 'message', output, address: to, language: head.language },
      ...{ draft: about, card, replaces },
    }),
  );
  const commands = response.commands.map((command): OutboxItem => ({ kind: 'command', ...command }));
  const unlinks: OutboxItem[] =
    response.unlinks === true && address !== null
      ? [{ kind: 'unlink', address, boundUntil: boundUntil.toISOString() }]
      : [];
  // The chat is unlinked before its last message: a person who reads that and writes again is a stranger by then.
  return [...commands, ...unlinks, ...messages];
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
