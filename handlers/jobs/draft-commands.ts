import type { Effect, FormalAct, SubmitEffect } from '../../flows/engine/events.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import { AppError } from '../../models/store/errors.ts';
import type { PayloadOf } from '../commands/catalogue.ts';
import { submittedAnswers } from '../forms/submitted-answers.ts';
import type { Reviews } from '../queries/reviews.ts';
import type { PendingCommand } from '../talk/conversation.ts';
import { isLate } from '../words/dates.ts';

/** What is needed to read payloads. */
export interface PayloadSources {
  store: Pick<ConversationStore, 'readTexts'>;
  reviews: Pick<Reviews, 'inCycle'>;
}

/** A formal act in a draft. `frozen` is the JSON of the act as it was when the person did it. */
export interface FrozenAct {
  person: string;
  cycle: string;
  draft: string;
  frozen: string;
}

interface DraftCommand<Name extends PendingCommand['name']> {
  act: FormalAct;
  /** The news that it is recorded. */
  news: 'recorded' | 'withdrawn';
  read(sources: PayloadSources, act: FrozenAct): PayloadOf<Name> | Promise<PayloadOf<Name>>;
}

/** For each command, how its payload is read from its draft. */
export const DRAFT_COMMANDS: { readonly [Name in PendingCommand['name']]: DraftCommand<Name> } = {
  'record-self-review': { act: 'submit', news: 'recorded', read: readSelfReview },
  'withdraw-self-review': { act: 'withdraw', news: 'withdrawn', read: readWithdrawal },
};

async function readSelfReview(
  { reviews, store }: PayloadSources,
  { person, cycle, draft, frozen: json }: FrozenAct,
): Promise<PayloadOf<'record-self-review'>> {
  const frozen = JSON.parse(json) as SubmitEffect;
  const review = await reviews.inCycle(person, cycle);
  if (review === null)
    throw new AppError('review-missing', { message: 'The review of a submission is gone' });
  const flow =
    review.flow.version === frozen.flow ? review.flow : (review.earlier(frozen.flow) ?? review.flow);
  const parts = frozen.answers.flatMap(([, answer]) => partsOf(answer));
  const texts = await store.readTexts(person, { draft, parts });
  const submittedAt = new Date(frozen.submittedAt);
  return {
    ...{ person, cycle, number: frozen.number, flowVersion: frozen.flow, submittedAt },
    pack: review.packOf(frozen.flow),
    late: isLate(submittedAt, review.cycle.draftsDue),
    answers: submittedAnswers({ frozen, flow, texts }),
  };
}

function readWithdrawal(
  _sources: PayloadSources,
  { person, cycle, frozen }: FrozenAct,
): PayloadOf<'withdraw-self-review'> {
  const { number, withdrawnAt } = JSON.parse(frozen) as Extract<Effect, { type: 'withdraw' }>;
  return { person, cycle, number, withdrawnAt: new Date(withdrawnAt) };
}
