import { copyDraft } from '../../models/chat/copy-drafts.ts';
import { restoreConversation } from '../../models/chat/restore-conversation.ts';
import { listDelegations } from '../../models/review/delegation.ts';
import { draftIdOf, identityText, removeCopiesAbout } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import { ANSWER_FOR, answerForIdentity } from '../queries/delegations.ts';
import { type EraseStores, type EraseWish, eraseDraft, type UnreadDraft } from './erase-drafts.ts';

/** A draft in which somebody may have answered for a person. */
interface AnswerForDraft {
  id: string;
  /** Code of its author. */
  delegate: string;
  identity: string;
}

/** The drafts in which others may have answered for a person. */
export async function listAnswerForDrafts(
  database: Database,
  { person }: { person: string },
): Promise<AnswerForDraft[]> {
  const named = await listDelegations(database, { member: person });
  const drafts = named.map((one) => {
    const identity = answerForIdentity(one);
    return { id: draftIdOf(identity), delegate: one.delegate, identity: identityText(identity) };
  });
  return [...new Map(drafts.map((draft) => [draft.id, draft])).values()];
}

/**
 * Erases what others have answered for a person, in their conversations and in the copies; returns how many drafts there
 * were, how much was answered in them, which could not be read, and whose they were.
 */
export async function eraseAnsweredFor(
  stores: EraseStores,
  wish: EraseWish,
): Promise<{ count: number; answers: number; unread: UnreadDraft[]; delegates: string[] }> {
  const { person, now } = wish;
  const { database, store } = stores;
  const unread: UnreadDraft[] = [];
  const found: AnswerForDraft[] = [];
  let answers = 0;
  for (const draft of await listAnswerForDrafts(database, { person })) {
    const { id, delegate, identity } = draft;
    await restoreConversation(stores, { person: delegate, now });
    if ((await store.findDraft(delegate, identity)) === null) continue;
    const erased = await eraseDraft(stores, { ...wish, person: delegate, erased: person, id, identity });
    await copyDraft(stores, { person: delegate, id, now });
    if (erased.why !== undefined) unread.push({ id, why: erased.why });
    answers += erased.answers;
    found.push(draft);
  }
  // What is left without a conversation can never come back from there.
  const except = found.map(({ id }) => id);
  const copies = await removeCopiesAbout(database, { form: ANSWER_FOR, subject: person, except });
  const delegates = [...new Set(found.map(({ delegate }) => delegate))];
  return { count: found.length + copies, answers, unread, delegates };
}
