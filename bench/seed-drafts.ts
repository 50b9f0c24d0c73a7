import type { DraftChange } from '../models/chat/commit-conversation.ts';
import type { ConversationStore } from '../models/chat/conversation.ts';
import { identityText, readIdentity } from '../models/review/draft.ts';
import { codeOf } from './organisation.ts';

/** The draft and the head of one person, to be copied to others. */
export interface Pattern {
  head: string;
  cards: string;
  draft: DraftChange;
}

const AT_ONCE = 200;

/** Reads the draft of a person who has answered. */
export async function readPattern(store: ConversationStore, number: number): Promise<Pattern> {
  const person = codeOf(number);
  const { head, cards, draft } = await store.load(person);
  if (head === null || cards === null || draft === null) throw new Error('nobody has answered yet');
  const { id, identity, fields } = draft;
  const { nextPart } = JSON.parse(fields.facts as string) as { nextPart: number };
  const parts = Array.from({ length: nextPart - 1 }, (_, index) => index + 1);
  const texts = await store.readTexts(person, { draft: id, parts });
  const written = [...texts].map(([part, text]) => ({ id: part, text }));
  return { head, cards, draft: { id, identity, fields, texts: written, dropped: [] } };
}

/** Gives people with these numbers the same draft, sealed for them and marked to be copied to MongoDB. */
export async function seedDrafts(
  store: ConversationStore,
  { pattern, first, end }: { pattern: Pattern; first: number; end: number },
): Promise<void> {
  let next = first;
  const seedNext = async () => {
    for (let number = next++; number < end; number = next++) {
      await store.commit(codeOf(number), seedOf(pattern, codeOf(number)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, seedNext));
}

function seedOf({ head, cards, draft }: Pattern, person: string) {
  const now = new Date();
  const id = `seeded-${person}`;
  const identity = identityText({
    ...readIdentity(draft.identity),
    subject: { kind: 'person', id: person },
    author: person,
  });
  return {
    ...{ update: 'seeded', revision: 0, head: head.replaceAll(draft.id, id), cards, front: id },
    ...{ drafts: [{ ...draft, id, identity }], commands: [], outbox: [], finished: [], forgotten: [] },
    ...{ now, dueAt: now },
  };
}
