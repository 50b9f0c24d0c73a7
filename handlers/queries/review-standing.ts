import type { Progress } from '../../flows/engine/events.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import { summarize } from '../../flows/engine/summary.ts';
import { type Review, startOrAdopt } from './reviews.ts';

/** The progress of a person's review. */
export interface ReviewStanding extends Progress {
  cycle: string;
  year: number;
  /** `YYYY-MM-DD`. */
  draftsDue: string;
  papersBefore: string;
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

/** The progress of a review, from the state of its draft, if it was begun. */
export function standingOf(
  review: Review,
  { state, at }: { state: FlowState | undefined; at: string },
): ReviewStanding {
  const present = startOrAdopt(review, { state, at });
  const { submission } = present.draft.facts;
  const progress = summarize(review.flow, present);
  const isWhole = submission !== null && progress.missing === 0;
  const isOpen = submission?.changedSince === true || submission?.withdrawnAt !== undefined;
  return {
    ...review.cycle,
    ...progress,
    stage: !isWhole ? 'writing' : isOpen ? 'changed' : 'handed-in',
    started: state !== undefined,
    submission: submission === null ? null : { ...submission, at: submission.submittedAt },
  };
}
