import { lengthOf } from '../answers/complete.ts';
import { askedSteps, missingQuestions, missingSteps } from './asked.ts';
import type { Action, Output, ReviewItem } from './events.ts';
import { pageActions, paginate } from './pages.ts';
import type { Answer } from './state.ts';
import { answerOf, position, type Turn } from './turn.ts';

/** So many answers are on a page. */
export const REVIEW_PAGE = 5;
/** The review shows only the beginning of an answer with more code points, or more options or files, than this. */
const LONG = { written: 300, picked: 4 };

/** A page of all answers before they are handed in; the last page offers to hand them in. */
export function reviewCard(turn: Turn): Extract<Output, { type: 'review' }> {
  const { page, pages, shown } = paginate(reviewItems(turn), { page: turn.cursor.page, size: REVIEW_PAGE });
  const [first] = missingSteps(turn);
  const unchanged = unchangedVersion(turn);
  const onward: Action[] = first === undefined ? [] : [{ do: 'edit', step: first.id }];
  const canSubmit = first === undefined && unchanged === undefined && page === pages - 1;
  return {
    ...{ type: 'review', page, pages, items: shown, missing: missingQuestions(turn) },
    ...(unchanged === undefined ? {} : { unchanged }),
    choices: shown.flatMap(itemActions),
    actions: [
      ...(canSubmit ? [{ do: 'submit' } as const] : onward),
      { do: 'overview', page: 0 },
      { do: 'leave' },
      ...pageActions('review', { page, pages }),
      ...givingUp(turn),
    ],
  };
}

/** What is handed in once can be given up from everywhere in it; a review only from its overview. */
export function givingUp({ flow }: Turn): Action[] {
  return flow.isFinal === true ? [{ do: 'cancel' }] : [];
}

/** Shows one answer of the review in full, with the way to change it and the way back. */
export function showAnswer(turn: Turn, step: string): void {
  const item = reviewItems(turn).find((one) => one.step === step);
  if (item === undefined) {
    turn.outputs.push({ ...reviewCard(turn), problem: { code: 'question-gone' } });
    return;
  }
  const actions: Action[] = [...editActions(item), { do: 'review', page: turn.cursor.page }];
  turn.outputs.push({ type: 'answer', ...item, choices: [], actions });
}

/** The page of the review from which it is handed in. */
export function lastReviewPage(turn: Turn): number {
  return Math.max(0, Math.ceil(reviewItems(turn).length / REVIEW_PAGE) - 1);
}

/** The number of the version that was handed in, if it was not withdrawn and no answer was changed since. */
export function unchangedVersion({ facts: { submission } }: Turn): number | undefined {
  const isOpen = submission === null || submission.changedSince === true;
  return isOpen || submission.withdrawnAt !== undefined ? undefined : submission.number;
}

function itemActions(item: ReviewItem): Action[] {
  const read: Action[] = item.long === true ? [{ do: 'read', step: item.step }] : [];
  return [...read, ...editActions(item)];
}

function editActions({ step, number, retired }: ReviewItem): Action[] {
  return retired === undefined ? [{ do: 'edit', step, number }] : [];
}

/** Every answer, and every question that has none. */
export function reviewItems(turn: Turn): ReviewItem[] {
  const asked = askedSteps(turn).flatMap((step): ReviewItem[] => {
    if (step.kind === 'info') return [];
    const { number, part, parts } = position(turn, step.id);
    return [{ step: step.id, number, part, parts, ...shownAnswer(answerOf(turn, step.id)) }];
  });
  return [...asked, ...retiredItems(turn)];
}

/** Answers to questions that are no longer asked. */
export function retiredItems(turn: Turn): ReviewItem[] {
  return Object.entries(turn.facts.retired).flatMap(([step, retired]) => {
    const answer = answerOf(turn, step);
    return answer === undefined
      ? []
      : [{ step, number: 0, part: 1, parts: 1, ...shownAnswer(answer), retired }];
  });
}

function shownAnswer(answer: Answer | undefined): Pick<ReviewItem, 'answer' | 'long'> {
  if (answer === undefined) return {};
  return isLong(answer) ? { answer, long: true } : { answer };
}

function isLong(answer: Answer): boolean {
  switch (answer.kind) {
    case 'text':
      return lengthOf(answer.parts) > LONG.written;
    case 'list':
      return lengthOf(answer.items.flat()) > LONG.written;
    case 'choices':
      return answer.values.length > LONG.picked;
    case 'attachment':
      return answer.files.length > LONG.picked;
    default:
      return false;
  }
}
