import type { Flow } from '../../flows/forms/definition.ts';
import {
  type SubmissionAnswer,
  type SubmissionContent,
  submissionContext,
} from '../../models/review/submission.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { SubmittedValue } from './submitted-value.ts';

/** One answer of a submission as it was given, its value not sealed yet. */
export type GivenAnswer = Omit<SubmissionAnswer, 'sealed'> & { value: SubmittedValue };

/**
 * One version as it is recorded: the answers in the order of the form that they were given to, after them those that
 * it no longer asks for, each value sealed under its own place (`submissionContext`).
 */
export function buildSubmission(
  keys: Pick<KeyRing, 'seal'>,
  given: Omit<SubmissionContent, 'answers' | 'flowVersion'> & {
    flow: Pick<Flow, 'indexOf' | 'steps'>;
    /** The version of the flow that the answers were frozen with. */
    flowVersion: string;
    answers: readonly GivenAnswer[];
  },
): SubmissionContent {
  const { flow, answers, ...facts } = given;
  const position = ({ step }: GivenAnswer) => flow.indexOf.get(step) ?? flow.steps.length;
  return {
    ...facts,
    answers: answers
      .toSorted((one, other) => position(one) - position(other))
      .map(({ value, ...shown }) => ({
        ...shown,
        sealed: keys.seal(JSON.stringify(value), submissionContext({ ...facts, step: shown.step })),
      })),
  };
}
