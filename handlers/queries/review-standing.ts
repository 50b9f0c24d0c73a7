import type { Progress } from '../../flows/engine/events.ts';
import type { FlowState, SubmissionMark } from '../../flows/engine/state.ts';
import { summarize } from '../../flows/engine/summary.ts';
import { currentState } from './questions.ts';
import type { Review } from './reviews.ts';
import type { PersonSources } from './sources.ts';

/** The progress of a person's review. */
export interface ReviewStanding extends Progress {
  cycle: string;
  year: number;
  /** `YYYY-MM-DD`. */
  draftsDue: string;
  papersBefore: string;
  /** Why it is due later than for others, where it is. */
  extension?: { why: string };
  started: boolean;
  /** `handed-in`: nothing is left to do. `changed`: answers were changed since, or the version was withdrawn. */
  stage: 'writing' | 'handed-in' | 'changed';
  submission: {
    number: number;
    at: string;
    recordedAt?: string;
    changedSince?: true;
    withdrawnAt?: string;
  } | null;
}

/**
 * How far the person's review of the open cycle is; null for somebody whom no open cycle asks. Throws
 * `draft-unreadable`.
 */
export async function loadStanding(
  { reviews, stateOf, at }: Pick<PersonSources, 'reviews' | 'stateOf' | 'at'>,
  person: string,
): Promise<ReviewStanding | null> {
  const review = await reviews.findOpen(person);
  return review === null ? null : standingOf(review, { state: await stateOf(review.identity), at });
}

/** How far a review is, by the state of its draft, if it was begun. */
export function standingOf(
  review: Review,
  { state, at }: { state: FlowState | undefined; at: string },
): ReviewStanding {
  const present = currentState(review, { state, at });
  const { submission } = present.draft.facts;
  const progress = summarize(review.flow, present);
  const isWhole = submission !== null && progress.missing === 0;
  const isOpen = submission?.changedSince === true || submission?.withdrawnAt !== undefined;
  return {
    ...review.cycle,
    ...progress,
    stage: !isWhole ? 'writing' : isOpen ? 'changed' : 'handed-in',
    started: state !== undefined,
    submission: submission === null ? null : standingSubmission(submission),
  };
}

function standingSubmission({ changed: _changed, ...submission }: SubmissionMark) {
  return { ...submission, at: submission.submittedAt };
}
