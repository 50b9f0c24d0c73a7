import { whyIncomplete } from '../answers/complete.ts';
import { isNumbered, type Option, type PickStep, type Step } from '../forms/definition.ts';
import { askedSteps, isConsent, missingQuestions, nextQuestion } from './asked.ts';
import { findAsked } from './conditions.ts';
import type { Action, Found, Output, OverviewItem, Problem, Progress } from './events.ts';
import { canKeep, canSplit, linesOf } from './lines.ts';
import { pageActions, paginate } from './pages.ts';
import { canKeepHere, findReplied, repliedTo } from './replies.ts';
import { givingUp, retiredItems, reviewCard } from './review.ts';
import type { Answer } from './state.ts';
import { answerOf, currentStep, indexOf, lookupOf, position, type Turn } from './turn.ts';

const OVERVIEW_PAGE = 8;
const PICK_PAGE = 8;

/** What a card says besides. */
export interface Extras {
  problem?: Problem | undefined;
  note?: 'resumed' | 'undone' | 'saved';
  /** Another question, at which a text was stored. */
  stored?: string;
  /** What is looked for where one of many is picked; all, where nothing is. */
  look?: { search: string; page: number };
}

/** Adds the card of the place where the person stands to the outputs. */
export function show(turn: Turn, extras: Extras = {}): void {
  turn.outputs.push(cardOf(turn, extras));
}

function cardOf(turn: Turn, extras: Extras): Output {
  const problem = extras.problem === undefined ? {} : { problem: extras.problem };
  switch (turn.cursor.place) {
    case 'step':
      return {
        ...questionCard(turn, extras.look),
        ...problem,
        ...(extras.note === undefined ? {} : { note: extras.note }),
        ...(extras.stored === undefined ? {} : { stored: extras.stored }),
      };
    case 'overview':
      return { ...overviewCard(turn), ...problem };
    case 'review':
      return { ...reviewCard(turn), ...problem };
    case 'cancel': {
      const give = turn.flow.isFinal === true ? 'give-up' : 'discard';
      const actions: Action[] = [{ do: give }, { do: 'resume' }];
      return { type: 'cancel', answered: progressOf(turn).answered, choices: [], actions, ...problem };
    }
    case 'withdraw': {
      const actions: Action[] = [{ do: 'confirm-withdrawal' }, { do: 'resume' }];
      const submission = turn.facts.submission?.number ?? 0;
      return { type: 'withdraw', submission, choices: [], actions, ...problem };
    }
    case 'unconfirmed':
      return { ...unconfirmedCard(turn), ...problem };
    case 'rest':
      return { type: 'left', ...progressOf(turn), choices: [], actions: restActions(), ...problem };
  }
}

function unconfirmedCard(turn: Turn): Output {
  const { unconfirmed, step } = turn.cursor;
  const replied = repliedTo(turn.cursor);
  if (replied !== undefined) return replyCard(turn, replied);
  const items = linesOf(unconfirmed).length;
  const asks = items > 0 ? 'lines' : unconfirmed.every(({ few }) => few === true) ? 'few' : 'silence';
  const actions: Action[] = [
    ...(canSplit(turn) ? [{ do: 'split-text' } as const] : []),
    ...(canKeep(turn) ? [{ do: 'keep-text' } as const] : []),
    { do: 'drop-text' },
  ];
  const text = unconfirmed.map(({ few: _few, lines: _lines, ...part }) => part);
  return { type: 'unconfirmed', asks, text, items, ...position(turn, step), choices: [], actions };
}

/** Asks which question a reply is for. If its question is gone, it can only be kept where the person stands. */
function replyCard(turn: Turn, replied: string): Output {
  const { unconfirmed, step: here } = turn.cursor;
  const step = findReplied(turn, replied);
  const actions: Action[] = [
    ...(step === undefined ? [] : [{ do: 'keep-reply' } as const]),
    ...(canKeepHere(turn) ? [{ do: 'keep-text' } as const] : []),
    { do: 'drop-text' },
  ];
  const text = unconfirmed.map(({ replyTo: _replyTo, ...part }) => part);
  const where = { ...position(turn, step?.id ?? here), here: position(turn, here) };
  return { type: 'unconfirmed', asks: 'reply', text, items: 0, ...where, choices: [], actions };
}

/** The actions offered to a person who has paused or handed in. */
export function restActions(): Action[] {
  return [{ do: 'resume' }, { do: 'overview', page: 0 }];
}

function questionCard(turn: Turn, look: Extras['look']): Output {
  const step = currentStep(turn);
  const picking = step.kind === 'pick' ? pickFrom(step, look) : undefined;
  const answer = answerOf(turn, step.id);
  const saved = turn.facts.savedAt === null ? {} : { savedAt: turn.facts.savedAt };
  return {
    type: 'question',
    ...position(turn, step.id),
    ...(answer === undefined ? {} : { answer }),
    ...(turn.cursor.open && answer?.kind === 'text' ? { open: true as const, ...lastMark(turn) } : {}),
    ...saved,
    ...(picking === undefined ? {} : { found: picking.found }),
    choices: picking?.choices ?? choicesOf(step, answer),
    actions: [...(picking?.actions ?? []), ...questionActions(turn, step)],
  };
}

/** A page of those that are found, and the ways to the others: other pages, and back to all. */
function pickFrom(
  step: PickStep,
  { search, page: wanted }: NonNullable<Extras['look']> = { search: '', page: 0 },
): { found: Found; choices: Action[]; actions: Action[] } {
  const all: readonly Option[] = step.among.find(search);
  const { page, pages, shown } = paginate(all, { page: wanted, size: PICK_PAGE });
  const to = (other: number, of = search): Action => ({
    ...{ do: 'look', step: step.id, search: of, page: other },
  });
  return {
    found: { search, page, pages, total: all.length },
    choices: shown.map(({ id }) => ({ do: 'choose', step: step.id, option: id })),
    actions: [
      ...(page > 0 ? [to(page - 1)] : []),
      ...(page < pages - 1 ? [to(page + 1)] : []),
      ...(search === '' ? [] : [to(0, '')]),
    ],
  };
}

/** Marks a question from which `next` leads to no other one. */
export function lastMark(turn: Turn): { last?: true } {
  return nextQuestion(turn) === undefined ? { last: true } : {};
}

function choicesOf(step: Step, answer: Answer | undefined): Action[] {
  switch (step.kind) {
    case 'choice':
      return step.options.map((option) => ({ do: 'choose', step: step.id, option: option.id }));
    case 'choices':
      return step.options.map((option) => ({ do: 'toggle', step: step.id, option: option.id }));
    case 'list':
      return answer?.kind === 'list'
        ? answer.items.map((_, item) => ({ do: 'remove', step: step.id, item }))
        : [];
    case 'attachment':
      return answer?.kind === 'attachment'
        ? answer.files.map((_, item) => ({ do: 'remove', step: step.id, item }))
        : [];
    default:
      return [];
  }
}

/** The actions offered at a question, the most likely first. */
export function questionActions(turn: Turn, step: Step): Action[] {
  const answer = answerOf(turn, step.id);
  const actions: Action[] = [];
  const consents = isConsent(turn);
  if (consents) actions.push({ do: 'consent', step: step.id });
  else if (step.kind === 'confirm' && answer?.kind !== 'confirm') actions.push({ do: 'confirm' });
  if ((answer !== undefined && !consents) || step.kind === 'info') actions.push({ do: 'next' });
  if (!step.required && whyIncomplete(step, answer) !== undefined) actions.push({ do: 'skip' });
  if (step.kind === 'text' && answer?.kind === 'text' && !turn.cursor.open) actions.push({ do: 'append' });
  if (findAsked(turn.flow, { from: indexOf(turn, step.id), by: -1, lookup: lookupOf(turn) }) !== undefined) {
    actions.push({ do: 'back' });
  }
  if (turn.cursor.undo.length > 0) actions.push({ do: 'undo' });
  return [...actions, { do: 'overview', page: pageOf(turn) }, { do: 'leave' }, ...givingUp(turn)];
}

function pageOf(turn: Turn): number {
  const { number } = position(turn, turn.cursor.step);
  return Math.max(0, Math.floor((number - 1) / OVERVIEW_PAGE));
}

function overviewCard(turn: Turn): Output {
  const items = overviewItems(turn);
  const { page, pages, shown } = paginate(items, { page: turn.cursor.page, size: OVERVIEW_PAGE });
  const choices: Action[] = shown.map(({ step, number }) => ({ do: 'edit', step, number }));
  const actions: Action[] = [
    ...pageActions('overview', { page, pages }),
    { do: 'resume' },
    { do: 'review', page: 0 },
    ...(turn.cursor.undo.length > 0 ? [{ do: 'undo' } as const] : []),
    { do: 'cancel' },
    { do: 'leave' },
  ];
  const retired = retiredItems(turn).map(({ step }) => step);
  return { type: 'overview', page, pages, items: shown, ...progressOf(turn), retired, choices, actions };
}

export function overviewItems(turn: Turn): OverviewItem[] {
  const questions: Step[][] = [];
  for (const step of askedSteps(turn)) {
    if (isNumbered(step)) questions.push([step]);
    else if (step.kind !== 'info') questions.at(-1)?.push(step);
  }
  return questions.map((steps, index) => ({
    step: (steps[0] as Step).id,
    number: index + 1,
    status: statusOf(turn, steps),
  }));
}

function statusOf(turn: Turn, steps: readonly Step[]): OverviewItem['status'] {
  const answers = steps.map((step) => answerOf(turn, step.id));
  if (answers.every((answer) => answer === undefined)) return 'open';
  if (steps.some((step, index) => whyIncomplete(step, answers[index]) !== undefined)) return 'partly';
  return answers[0]?.kind === 'skipped' ? 'skipped' : 'answered';
}

/** How many of the asked questions are answered. A question counts as answered when all of its parts are. */
export function progressOf(turn: Turn): Progress {
  const items = overviewItems(turn);
  const parts = askedSteps(turn).filter((step) => step.kind !== 'info');
  const answered = parts.filter((step) => {
    const answer = answerOf(turn, step.id);
    return answer !== undefined && answer.kind !== 'skipped' && whyIncomplete(step, answer) === undefined;
  });
  return {
    answered: items.filter((item) => item.status === 'answered').length,
    total: items.length,
    skipped: items.filter((item) => item.status === 'skipped').length,
    missing: missingQuestions(turn),
    answeredParts: answered.length,
    parts: parts.length,
  };
}
