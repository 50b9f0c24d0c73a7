import type { Effect, SubmitEffect } from '../../flows/engine/events.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import { isSameIdentity } from '../../models/review/draft.ts';
import { AppError } from '../../models/store/errors.ts';
import type { PayloadOf } from '../commands/catalogue.ts';
import { inTimeOr } from '../in-time.ts';
import { type CountingEntry, findCountingEntry } from '../queries/counting-entry.ts';
import { flowThen } from '../queries/questions.ts';
import { loadStanding, type ReviewStanding } from '../queries/review-standing.ts';
import { SELF_REVIEW, selfReviewIdentity } from '../queries/reviews.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { isLate } from '../words/dates.ts';
import { type KnownAbsence, presentStanding, type SelfReviewFacts } from '../words/standing.ts';
import { defineForm, defineTasks, type FrozenAct, formCommand, type PayloadSources } from './form.ts';
import { submittedAnswers } from './submitted-answers.ts';

/** What a person answers about themselves (Mẫu 2): the form of the pack of the open cycle that asks them. */
export const selfReview = defineForm({
  word: 'begin',
  async begin({ reviews }, { person }) {
    const open = await reviews.findOpen(person);
    if (open !== null) return open.identity;
    // What was written in a cycle that is closed, or excuses them, can still be read.
    const absence = await reviews.findAbsence(person);
    return absence === null ? null : selfReviewIdentity(person, absence.cycle);
  },
  async openQuestions({ reviews }, identity) {
    const review = await reviews.findOpen(identity.author);
    return review !== null && isSameIdentity(review.identity, identity) ? review : null;
  },
  async closedQuestions({ reviews }, { author, cycle }) {
    return cycle === null ? null : reviews.ofClosed({ author, cycle });
  },
  commands: {
    submit: formCommand({ name: 'record-self-review', read: readVersion }),
    withdraw: formCommand({ name: 'withdraw-self-review', read: (_sources, act) => readWithdrawal(act) }),
  },
  tasks: defineTasks<SelfReviewFacts>({
    async load(sources, { person }) {
      const standing = await loadStanding(sources, person);
      const absence = standing === null ? await findAbsence(sources, person) : null;
      const entry = standing === null ? null : await findEntry(sources, { person, ...standing });
      return { standing, ...(absence === null ? {} : { absence }), ...(entry === null ? {} : { entry }) };
    },
    offers: ({ standing, absence, entry }) =>
      absence?.hasDraft === true ? [READ] : [...readingOf(entry), ...waysOn(standing, entry)],
    label(action, { standing, absence }) {
      if (action.do !== 'begin') return undefined;
      if (absence !== undefined) return 'read-answers';
      if (action.way?.do === 'review') return 'hand-in-again';
      if (action.way?.do === 'overview') return standing?.stage === 'handed-in' ? 'change' : undefined;
      if (action.way?.do === 'resume') return standing?.started === true ? 'continue' : 'begin-anyway';
      if (action.way !== undefined) return undefined;
      return standing?.started === true ? 'continue' : 'begin';
    },
    blocks: (facts, context) => presentStanding(facts, context),
  }),
});

const READ: BotAction = { do: 'begin', form: SELF_REVIEW, way: { do: 'review', page: 0 } };

/** Why nothing is asked, and whether there is something written that can be read. */
async function findAbsence(sources: PersonSources, person: string): Promise<KnownAbsence | null> {
  const absence = await sources.reviews.findAbsence(person);
  if (absence === null) return null;
  const state = await sources.stateOf(selfReviewIdentity(person, absence.cycle));
  return { ...absence, hasDraft: state !== undefined };
}

const PATIENCE_MS = 1_000;

/** What somebody entered for the person last, if nothing newer counts; not told while the system of record is away. */
function findEntry(
  { log, ...sources }: PersonSources,
  of: { person: string; cycle: string },
): Promise<CountingEntry | null> {
  const what = 'What was entered for a person could not be loaded';
  return inTimeOr(findCountingEntry(sources, { ...of, orWithdrawn: true }), {
    otherwise: null,
    patienceMs: PATIENCE_MS,
    what,
    log,
  });
}

/** What a delegate handed in can be read; a paper is in the office. */
function readingOf(entry: CountingEntry | undefined): BotAction[] {
  if (entry?.how !== 'delegate' || entry.by === null || entry.isWithdrawn === true) return [];
  const { cycle, number, by: delegate } = entry;
  return [{ do: 'open', screen: 'answered-for', params: { cycle, delegate, number } }];
}

/** What there is to do about the review, most likely first. What somebody entered need not be done once more. */
function waysOn(standing: ReviewStanding | null, entry: CountingEntry | undefined): BotAction[] {
  if (standing === null) return [];
  const isEntered = entry !== undefined && entry.isWithdrawn !== true;
  const form = { do: 'begin', form: SELF_REVIEW } as const;
  const begin: BotAction = isEntered ? { ...form, way: { do: 'resume' } } : form;
  if (!standing.started) return [begin];
  const overview: BotAction = { ...form, way: { do: 'overview', page: 0 } };
  switch (standing.stage) {
    case 'writing':
      return [begin, overview];
    case 'handed-in':
      return [overview, { ...form, way: { do: 'withdraw' } }];
    case 'changed':
      return [{ ...form, way: { do: 'review', page: 0 } }, begin, overview];
  }
}

/** A version that was handed in of the review of the draft's subject, in the words of the draft's author. */
export async function readVersion(
  { reviews, readTexts, sayInAll }: PayloadSources,
  { person: author, identity, draft, frozen: json }: FrozenAct,
): Promise<PayloadOf<'record-self-review'>> {
  const frozen = JSON.parse(json) as SubmitEffect;
  const cycle = identity.cycle ?? '';
  const person = identity.subject.id;
  const review = await reviews.findInCycle(person, cycle);
  if (review === null)
    throw new AppError('review-missing', { message: 'The review of a submission is gone' });
  const texts = await readTexts(author, {
    draft,
    parts: frozen.answers.flatMap(([, answer]) => partsOf(answer)),
  });
  const submittedAt = new Date(frozen.submittedAt);
  return {
    ...{ person, cycle, number: frozen.number, flowVersion: frozen.flow, submittedAt },
    pack: review.packOf(frozen.flow),
    late: isLate(submittedAt, review.cycle.draftsDue),
    answers: submittedAnswers({ frozen, flow: flowThen(review, frozen.flow), texts, sayInAll }),
  };
}

export function readWithdrawal({ identity, frozen }: FrozenAct): PayloadOf<'withdraw-self-review'> {
  const { number, withdrawnAt } = JSON.parse(frozen) as Extract<Effect, { type: 'withdraw' }>;
  const { subject, cycle } = identity;
  return { person: subject.id, cycle: cycle ?? '', number, withdrawnAt: new Date(withdrawnAt) };
}
