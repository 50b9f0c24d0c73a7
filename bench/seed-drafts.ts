import { conversationOf } from '../handlers/conversation.ts';
import type { ConversationStore, FlowChange } from '../models/conversation.ts';
import { codeOf } from './organisation.ts';

/** What one person has written so far, to be given to others. */
export interface Pattern {
  head: string;
  flow: FlowChange;
}

const AT_ONCE = 200;

/** Reads the draft of somebody who has answered. */
export async function readPattern(store: ConversationStore, number: number): Promise<Pattern> {
  const id = conversationOf(codeOf(number));
  const { head, flow } = await store.load(id);
  if (head === null || flow === null) throw new Error('nobody has answered yet');
  const { key, fields } = flow;
  const { nextPart } = JSON.parse(fields.facts as string) as { nextPart: number };
  const parts = Array.from({ length: nextPart - 1 }, (_, index) => index + 1);
  const texts = await store.readTexts(id, { flow: key, parts });
  return {
    head,
    flow: { key, fields, texts: [...texts].map(([part, text]) => ({ id: part, text })), dropped: [] },
  };
}

/** Gives everybody of these numbers such a draft, sealed for them and marked to be copied. */
export async function seedDrafts(
  store: ConversationStore,
  { pattern, first, end }: { pattern: Pattern; first: number; end: number },
): Promise<void> {
  let next = first;
  const seedNext = async () => {
    for (let number = next++; number < end; number = next++) {
      const now = new Date();
      const change = { ...pattern, update: 'seeded', revision: 0, outbox: [], now, dueAt: now };
      await store.commit(conversationOf(codeOf(number)), change);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, seedNext));
}
