import type { Head } from '../../handlers/talk/conversation.ts';
import { encodeCards, encodeHead } from '../../handlers/talk/saved-place.ts';
import type { ConversationChange } from '../../models/chat/commit-conversation.ts';

const HEAD: Head = { language: 'vi', address: null, at: { screen: 'home' }, draft: null };
const PLACE = { head: HEAD, cards: { front: null, live: [], replaced: [] } };

/** The change of a commit; everything that is not given is empty. */
export function changeOf(given: Partial<ConversationChange> & { update: string }): ConversationChange {
  const now = new Date();
  return {
    ...{ revision: 0, head: encodeHead(PLACE), cards: encodeCards(PLACE), front: null, drafts: [] },
    ...{ commands: [], outbox: [], finished: [], forgotten: [], now, dueAt: now },
    ...given,
  };
}

/** The identity of the self-review of a person, as a draft has it. */
export function identityOf(person: string) {
  return {
    ...{ form: 'self-review', cycle: 'CB-2026', author: person },
    subject: { kind: 'person' as const, id: person },
  };
}
