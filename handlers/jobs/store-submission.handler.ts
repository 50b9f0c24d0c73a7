import { joinParts } from '../../flows/answers/join.ts';
import type { Flow, Step, Text } from '../../flows/definition.ts';
import type { SubmitEffect } from '../../flows/events.ts';
import type { Answer } from '../../flows/state.ts';
import { partsOf } from '../../flows/turn.ts';
import type { Database } from '../../models/connection.ts';
import type { ConversationStore } from '../../models/conversation.ts';
import type { KeyRing } from '../../models/encryption.ts';
import { AppError } from '../../models/errors.ts';
import { insertSubmission, isRecorded, type Submission, submissionContext } from '../../models/submission.ts';
import { personOf, submissionField } from '../conversation.ts';
import { endOfDay } from '../present/dates.ts';
import type { Announce } from '../receive-message.ts';
import { cycleOfReviewKey, type Reviews } from '../reviews.ts';
import type { SubmittedValue } from '../submitted-value.ts';
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
 * Records a version that was handed in, then says so. Safe to run twice: the second time finds the record.
 * Throws `submission-missing` if neither the frozen version nor its record is there.
 */
export function createStoreSubmission(dependencies: Dependencies): (job: SubmissionJob) => Promise<void> {
  return async (job) => {
    const { store, database, announce, copy } = dependencies;
    const field = submissionField(job.number);
    const frozen = await store.readField(job.conversation, { flow: job.flow, field });
    if (frozen !== null) {
      // Should Redis be lost, the draft that is restored has to know of every number that is recorded.
      await copy(job);
      await insertSubmission(database, await toSubmission(dependencies, job, JSON.parse(frozen)));
    } else if (!(await isRecorded(database, keyOf(job)))) {
      throw new AppError('submission-missing', { message: 'A submission is neither waiting nor recorded' });
    }
    await announce(job.conversation, {
      key: `recorded:${job.flow}:${job.number}`,
      news: { type: 'recorded', number: job.number },
    });
  };
}

function keyOf(job: SubmissionJob) {
  return { person: personOf(job.conversation), cycle: cycleOfReviewKey(job.flow), number: job.number };
}

async function toSubmission(
  dependencies: Dependencies,
  job: SubmissionJob,
  frozen: SubmitEffect,
): Promise<Submission> {
  const key = keyOf(job);
  const review = await dependencies.reviews.inCycle(key.person, key.cycle);
  if (review === null)
    throw new AppError('review-missing', { message: 'The review of a submission is gone' });
  const flow =
    review.flow.version === frozen.flow ? review.flow : (review.earlier(frozen.flow) ?? review.flow);
  const parts = frozen.answers.flatMap(([, answer]) => partsOf(answer));
  const texts = await dependencies.store.readTexts(job.conversation, { flow: job.flow, parts });
  const submittedAt = new Date(frozen.submittedAt);
  return {
    ...key,
    pack: review.packOf(frozen.flow),
    flowVersion: frozen.flow,
    submittedAt,
    recordedAt: dependencies.now(),
    late: submittedAt > endOfDay(review.cycle.draftsDue),
    answers: inFormOrder(frozen, flow).map(([id, answer]) => {
      const { value, ...shown } = submitAnswer({ id, answer, flow, frozen, texts });
      const context = submissionContext({ ...key, step: id });
      return { ...shown, sealed: dependencies.keys.seal(JSON.stringify(value), context) };
    }),
  };
}

/** Every question that was asked, in the order of the form; then what is no longer asked. */
function inFormOrder(frozen: SubmitEffect, flow: Flow): (readonly [string, Answer | null])[] {
  const place = (id: string) => flow.indexOf.get(id) ?? flow.steps.length;
  const all = [...frozen.answers, ...frozen.unanswered.map((id) => [id, null] as const)];
  return all.toSorted(([one], [other]) => place(one) - place(other));
}

function submitAnswer(of: {
  id: string;
  answer: Answer | null;
  flow: Flow;
  frozen: SubmitEffect;
  texts: ReadonlyMap<number, string>;
}) {
  const { id, answer, flow, frozen, texts } = of;
  const step = flow.steps[flow.indexOf.get(id) ?? -1];
  const retired = frozen.retired[id];
  const heading: Text = retired ?? step?.heading ?? { vi: id, en: id };
  return {
    step: id,
    kind: answer?.kind ?? 'none',
    section: step?.section ?? heading,
    heading,
    prompt: step?.prompt ?? heading,
    answeredAt: answer === null ? null : new Date(answer.at),
    retired: retired !== undefined,
    value: answer === null ? ({ kind: 'none' } as const) : toValue(answer, step, texts),
  };
}

function toValue(answer: Answer, step: Step | undefined, texts: ReadonlyMap<number, string>): SubmittedValue {
  switch (answer.kind) {
    case 'text':
      return { kind: 'text', text: joinParts(answer.parts, texts) };
    case 'list':
      return { kind: 'list', items: answer.items.map((item) => joinParts(item, texts)) };
    case 'choice':
      return { kind: 'choice', ...labelled(answer.value, step) };
    case 'choices':
      return { kind: 'choices', values: answer.values.map((value) => labelled(value, step)) };
    case 'attachment':
      return { kind: 'attachment', files: answer.files };
    case 'number':
      return { kind: 'number', value: answer.value };
    case 'date':
      return { kind: 'date', value: answer.value };
    case 'confirm':
    case 'skipped':
      return { kind: answer.kind };
  }
}

function labelled(value: string, step: Step | undefined): { value: string; label: Text } {
  const options = step?.kind === 'choice' || step?.kind === 'choices' ? step.options : [];
  return { value, label: options.find((option) => option.id === value)?.label ?? { vi: value, en: value } };
}
