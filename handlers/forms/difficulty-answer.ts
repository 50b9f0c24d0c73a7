import type { DraftIdentity } from '../../models/review/draft.ts';

/** The draft in which somebody answers a difficulty. */
export function answerIdentity(of: { difficulty: string; author: string }): DraftIdentity {
  const { difficulty: id, author } = of;
  return { form: 'answer-difficulty', cycle: null, subject: { kind: 'difficulty', id }, author };
}
