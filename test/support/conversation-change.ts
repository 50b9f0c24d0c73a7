import type { ConversationChange } from '../../models/chat/commit-conversation.ts';

const NO_CARDS = JSON.stringify({ front: null, live: [], replaced: [] });

/** The change of a commit; everything that is not given is empty. */
export function changeOf(given: Partial<ConversationChange> & { update: string }): ConversationChange {
  const now = new Date();
  return {
    ...{ revision: 0, head: '{}', cards: NO_CARDS, front: null, drafts: [] },
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
