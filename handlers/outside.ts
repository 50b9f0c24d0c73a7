import type { Flow, Language } from '../flows/definition.ts';
import { adopt, isOfToday, start } from '../flows/engine/start.ts';
import type { FlowState } from '../flows/engine/state.ts';
import { summarize } from '../flows/engine/summary.ts';
import type { BotAction, Head, HomeOutput, ReviewStanding } from './conversation.ts';
import type { Review } from './reviews.ts';
import type { Answered, Situation } from './situation.ts';

const HOME: BotAction = { do: 'home' };
const UNREADABLE: HomeOutput = {
  type: 'unreadable',
  choices: [],
  actions: [{ do: 'languages' }, { do: 'help' }, { do: 'privacy' }],
};

/** The state of the review under today's questions, begun if need be; nothing where there is none that can be read. */
export function reviewState(situation: Situation): { flow: Flow; state: FlowState } | undefined {
  const { conversation, review, event } = situation;
  if (review === null || isUnreadable(situation)) return undefined;
  const { flow } = review;
  const present = conversation.flow?.key === review.key ? conversation.flow.state : undefined;
  if (present === undefined) return { flow, state: start(flow, event.at) };
  if (isOfToday(flow, present)) return { flow, state: present };
  return { flow, state: adopt(flow, present, review.earlier(present.draft.facts.flow)) };
}

/** Whether the person has begun this very review; what they did in a cycle that has ended does not count. */
export function hasBegun({ conversation, review }: Situation): boolean {
  return conversation.flow !== null && conversation.flow.key === review?.key;
}

/** Whether the person's draft of this very review is there but cannot be read. */
function isUnreadable({ conversation, review }: Situation): boolean {
  return review !== null && conversation.unreadable?.key === review.key;
}

/** The card from which everything is reached, with what went wrong before it. */
export function home(
  situation: Situation,
  { head, problem, note }: { head: Head; problem?: string | undefined; note?: 'joined' },
): Answered {
  if (isUnreadable(situation)) return { head: { ...head, place: 'outside' }, flow: null, says: [UNREADABLE] };
  const standing = standingOf(situation);
  const says: HomeOutput[] = [
    {
      type: 'home',
      standing,
      choices: [],
      actions: [...waysOn(standing), { do: 'languages' }, { do: 'help' }, { do: 'privacy' }],
      ...(problem === undefined ? {} : { problem: { code: problem } }),
      ...(note === undefined ? {} : { note }),
    },
  ];
  return { head: { ...head, place: 'outside' }, flow: null, says };
}

/** What there is to do about the review, most likely first. */
function waysOn(standing: ReviewStanding | null): BotAction[] {
  if (standing === null) return [];
  if (!standing.started) return [{ do: 'begin' }];
  const overview: BotAction = { do: 'overview', page: 0 };
  switch (standing.stage) {
    case 'writing':
      return [{ do: 'begin' }, overview];
    case 'handed-in':
      return [overview, { do: 'begin' }];
    case 'changed':
      return [{ do: 'review', page: 0 }, { do: 'begin' }, overview];
  }
}

function standingOf(situation: Situation): ReviewStanding | null {
  const present = reviewState(situation);
  if (present === undefined) return null;
  const { cycle } = situation.review as Review;
  const { submission } = present.state.draft.facts;
  const progress = summarize(present.flow, present.state);
  const isWhole = submission !== null && progress.missing === 0;
  return {
    ...cycle,
    ...progress,
    stage: !isWhole ? 'writing' : submission.changedSince === true ? 'changed' : 'handed-in',
    started: hasBegun(situation),
    submission: submission === null ? null : { ...submission, at: submission.submittedAt },
  };
}

/** A card outside of the questions that changes nothing. Who asks for help still stands where they stood. */
export function showOutside(
  situation: Situation,
  of: { head: Head; card: 'help' | 'languages' | 'privacy' | 'data' | 'erase'; problem?: string },
): Answered {
  const { head, card, problem } = of;
  // What the draft holds is not known, so nothing is said of erasing it.
  if (card === 'erase' && isUnreadable(situation)) return home(situation, { head });
  const says = card === 'help' ? helpCard(head, problem) : cardOf(situation, card);
  return { head: card === 'help' ? head : { ...head, place: 'outside' }, flow: null, says: [says] };
}

function helpCard(head: Head, problem: string | undefined): HomeOutput {
  const back: BotAction[] = head.place === 'flow' ? [{ do: 'resume' }] : [];
  const told = problem === undefined ? {} : { problem: { code: problem } };
  return { type: 'help', choices: [], actions: [...back, { do: 'privacy' }, HOME], ...told };
}

function cardOf(situation: Situation, card: 'languages' | 'privacy' | 'data' | 'erase'): HomeOutput {
  switch (card) {
    case 'languages':
      return languageCard();
    case 'privacy':
      return { type: 'privacy', choices: [], actions: [{ do: 'data' }, { do: 'erase' }, HOME] };
    case 'data': {
      const actions: BotAction[] = [{ do: 'privacy' }, { do: 'erase' }, HOME];
      return { type: 'data', standing: standingOf(situation), choices: [], actions };
    }
    case 'erase':
      return eraseCard(situation);
  }
}

function languageCard(): HomeOutput {
  const languages: Language[] = ['vi', 'en'];
  return { type: 'languages', choices: languages.map((to) => ({ do: 'language', to })), actions: [HOME] };
}

function eraseCard(situation: Situation): HomeOutput {
  const standing = standingOf(situation);
  const answered = standing?.started === true ? standing.answered : 0;
  const draft: BotAction[] = answered > 0 ? [{ do: 'cancel' }] : [];
  return { type: 'erase', answered, choices: [], actions: [...draft, { do: 'unlink' }, HOME] };
}
