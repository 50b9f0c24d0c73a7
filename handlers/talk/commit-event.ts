import type { Language } from '../../flows/forms/definition.ts';
import { type CommitResult, outboxEntryId } from '../../models/chat/commit-conversation.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Receipt } from '../ports.ts';
import type { Translate } from '../words/context.ts';
import { toChange } from './conversation-change.ts';
import { decide, decideClosed } from './decide.ts';
import { findHeldReceipt } from './held-receipt.ts';
import { linkCommands, listOutboxItems, momentOf } from './list-outbox-items.ts';
import { type LoadConversationDependencies, loadConversation } from './load-conversation.ts';
import { type LoadDependencies, loadFor } from './load-for.ts';
import { findFront } from './load-patiently.ts';
import type { OutboxItem } from './outbox-item.ts';
import { receiptOf } from './receipt.ts';
import { rememberCommitted } from './recent-conversations.ts';
import { respond } from './respond.ts';
import type { Response, Situation } from './situation.ts';
import { untilCommitted } from './until-committed.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface CommitEventDependencies extends LoadDependencies, LoadConversationDependencies {
  store: ConversationStore;
  vocabulary: Vocabulary;
  translator(language: Language): Translate;
  now(): Date;
  newId(): string;
}

/** What a commit leaves to be sent; `behind` if something older still waits. */
interface Committed {
  receipt: Receipt;
  entries: readonly { id: string; item: OutboxItem; committedAt: number }[];
  behind: boolean;
}

/**
 * Answers an event of a person and commits state, outbox and dedupe key in one atomic call; only once under the same
 * `update`. An event without an address is answered where the person last wrote from, and is `ignored` where that is not
 * known. Begins again where the conversation was changed meanwhile; throws `conversation-busy` when that goes on.
 */
export async function commitEvent(
  dependencies: CommitEventDependencies,
  { person, update, event }: { person: string; update: string; event: Situation['event'] },
): Promise<Committed> {
  const { store, recent, findQuestions, vocabulary, newId, now, log } = dependencies;
  return untilCommitted(async (attempt) => {
    const loaded = await loadConversation(dependencies, { person, event, attempt });
    const { conversation } = loaded;
    const address = event.address ?? conversation.head?.address;
    if (address === undefined) return { receipt: { status: 'ignored' }, entries: [], behind: false };
    const front = await findFront(log, () => findQuestions.open(conversation.draft));
    const heldReceipt = await findHeldReceipt(store, { person, input: event.input });
    const response = await answer(dependencies, {
      ...{ ...loaded, front, event: { ...event, address }, heldReceipt },
      ...{ vocabulary, cardId: newId() },
    });
    const commands = await linkCommands(store, { person, commands: response.commands });
    // A binding that was made by a process whose clock is ahead of ours is given up, too.
    const boundUntil = new Date(Math.max(now().getTime(), event.linkedAt ?? 0));
    const outbox = listOutboxItems({ ...response, commands }, { address, boundUntil, now: now() });
    recent.delete(person);
    const change = toChange(response, { before: conversation, outbox, update, now: now() });
    const result = await store.commit(person, change);
    if (result.status === 'committed') {
      rememberCommitted(recent, { before: conversation, response, revision: result.revision });
    }
    if (result.status === 'conflict') return 'conflict';
    return toCommitted(dependencies, { response, outbox, result, at: change.now });
  });
}

async function answer(dependencies: LoadDependencies, situation: Situation): Promise<Response> {
  let decision = decide(situation);
  let loaded = await loadFor(dependencies, { situation, decision });
  if (loaded.type === 'closed') {
    decision = decideClosed(decision, loaded);
    loaded = await loadFor(dependencies, { situation, decision });
  }
  return respond(situation, { decision, loaded });
}

/** Where another process is sending for the conversation, it sends these entries too. */
function toCommitted(
  { translator }: CommitEventDependencies,
  of: { response: Response; outbox: readonly OutboxItem[]; result: CommitResult; at: Date },
): Committed {
  const { response, outbox, result } = of;
  const { status, revision, waiting } = result;
  const committedAt = of.at.getTime();
  const behind = waiting === 'here';
  if (status === 'duplicate') return { receipt: { status: 'duplicate' }, entries: [], behind };
  const entries = outbox.map((item, index) => ({
    ...{ id: outboxEntryId(revision, index, momentOf(item)), item, committedAt },
  }));
  return {
    receipt: receiptOf(response, translator(response.head.language)),
    entries: waiting === 'elsewhere' ? [] : entries,
    behind,
  };
}
