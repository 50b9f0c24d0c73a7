import type { SubmitEffect } from '../../flows/events.ts';
import { partsOf } from '../../flows/turn.ts';
import { findOutcome } from '../../models/command.ts';
import type { Database } from '../../models/connection.ts';
import type { ConversationStore } from '../../models/conversation.ts';
import type { KeyRing } from '../../models/encryption.ts';
import { AppError } from '../../models/errors.ts';
import type { PayloadOf } from '../commands/catalogue.ts';
import { CommandRefused } from '../commands/command-refused.ts';
import { runCommand } from '../commands/run-command.ts';
import { personOf, submissionField } from '../conversation.ts';
import { endOfDay } from '../present/dates.ts';
import type { Announce } from '../receive-message.ts';
import { cycleOfReviewKey, type Reviews } from '../reviews.ts';
import { submittedAnswers } from '../submitted-answers.ts';
import type { SubmissionJob } from './catalogue.ts';

interface Dependencies {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
  reviews: Reviews;
  announce: Announce;
  /** Copies the draft to the system of record. */
  copy(draft: Pick<SubmissionJob, 'conversation' | 'flow'>): Promise<void>;
  now(): Date;
}

/**
 * Records a version that was handed in, as the command of its person, then says so. Safe to run twice: the command has
 * one id for each version. Throws `submission-missing` if neither the frozen version nor an outcome is there.
 */
export function createStoreSubmission(dependencies: Dependencies): (job: SubmissionJob) => Promise<void> {
  return async (job) => {
    const { store, database, keys, now, announce, copy } = dependencies;
    const id = commandIdOf(job);
    const frozen = await store.readField(job.conversation, {
      flow: job.flow,
      field: submissionField(job.number),
    });
    if (frozen !== null) {
      // Should Redis be lost, the draft that is restored has to know of every number that is recorded.
      await copy(job);
      const payload = await toPayload(dependencies, job, JSON.parse(frozen));
      const actor = { kind: 'person', person: payload.person } as const;
      const call = { id, name: 'record-self-review', actor, payload } as const;
      const outcome = await runCommand({ database, keys, now: now() }, call);
      if (outcome.status === 'refused') throw new CommandRefused(outcome);
    } else if ((await findOutcome(database, { id })) === null) {
      throw new AppError('submission-missing', { message: 'A submission is neither waiting nor recorded' });
    }
    await announce(job.conversation, {
      key: `recorded:${job.flow}:${job.number}`,
      news: { type: 'recorded', number: job.number },
    });
  };
}

function commandIdOf({ conversation, flow, number }: SubmissionJob): string {
  return `record-self-review/${conversation}/${flow}/${number}`;
}

async function toPayload(
  dependencies: Dependencies,
  job: SubmissionJob,
  frozen: SubmitEffect,
): Promise<PayloadOf<'record-self-review'>> {
  const person = personOf(job.conversation);
  const cycle = cycleOfReviewKey(job.flow);
  const review = await dependencies.reviews.inCycle(person, cycle);
  if (review === null)
    throw new AppError('review-missing', { message: 'The review of a submission is gone' });
  const flow =
    review.flow.version === frozen.flow ? review.flow : (review.earlier(frozen.flow) ?? review.flow);
  const parts = frozen.answers.flatMap(([, answer]) => partsOf(answer));
  const texts = await dependencies.store.readTexts(job.conversation, { flow: job.flow, parts });
  const submittedAt = new Date(frozen.submittedAt);
  return {
    ...{ person, cycle, number: job.number, flowVersion: frozen.flow, submittedAt },
    late: submittedAt > endOfDay(review.cycle.draftsDue),
    answers: submittedAnswers({ frozen, flow, texts }),
  };
}
