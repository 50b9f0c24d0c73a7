import { chooseOption } from '../answers/choice.ts';
import { whyIncomplete } from '../answers/complete.ts';
import { parseDate } from '../answers/date.ts';
import { codePoints } from '../answers/normalize.ts';
import { parseNumber } from '../answers/number.ts';
import { LONGEST_SEARCH } from '../answers/pick.ts';
import { isMarkedSecret } from '../answers/text.ts';
import { isNothing, plainWords } from '../answers/typed-words.ts';
import type {
  ChoiceStep,
  DateStep,
  ListStep,
  NumberStep,
  PickStep,
  Step,
  TextStep,
} from '../forms/definition.ts';
import { dayOf } from '../rules/calendar.ts';
import { goOn, skip } from './act.ts';
import {
  addItems,
  advance,
  checkItem,
  checkPart,
  choose,
  goTo,
  itemsOf,
  toggle,
  writeParts,
} from './answer.ts';
import { isConsent } from './asked.ts';
import { isAsked } from './conditions.ts';
import type { Problem, SentFile, Typed } from './events.ts';
import { writtenIn } from './reversal.ts';
import { show } from './show.ts';
import {
  addPart,
  answerOf,
  changeAnswers,
  currentStep,
  lookupOf,
  openParts,
  saysNothing,
  stepOf,
  type Turn,
  takeBack,
} from './turn.ts';
import {
  giveUpNothing,
  isAfterSilence,
  isAskedAbout,
  isAskedAlready,
  isBesideFew,
  setAside,
  takeReply,
} from './unconfirmed.ts';
import { keepInWriting, saysMore, writingQuestion } from './writing-question.ts';

/** So many of those who cannot be picked are named. */
const MOST_NAMED = 3;

/** Why a written message is not taken where no question of the form is open; elsewhere something else may be asked. */
function whyNotHere({ cursor: { place } }: Turn): string {
  return place === 'cancel' || place === 'withdraw' ? 'asked-already' : 'no-question-here';
}

/** Takes a written message at the present place. */
export function takeText(turn: Turn, given: Typed): void {
  // However it is put, it is asked about before it becomes an item.
  const typed = saysNothing(turn, given) ? { ...given, few: true as const } : given;
  if (typed.continues === true && !followTail(turn)) {
    return show(turn, { problem: { code: 'rest-not-taken' } });
  }
  turn.cursor.tail = null;
  if (typed.replyTo !== undefined) return takeReply(turn, { ...typed, replyTo: typed.replyTo });
  if (turn.cursor.place === 'unconfirmed') return takeWhileAsked(turn, typed);
  if (turn.cursor.place !== 'step') return show(turn, { problem: { code: whyNotHere(turn) } });
  const step = currentStep(turn);
  const isMeant = typed.unsure !== true && !isAfterSilence(turn);
  if (isMeant && saysNothing(turn, typed) && mayPass(turn, step)) return passList(turn, step);
  if (typed.continues === true || (isMeant && !isAskedAbout(turn, typed)))
    return answerWith(turn, step, typed);
  if (step.kind === 'text' || step.kind === 'list') return setAside(turn, typed);
  show(turn, { problem: { code: 'send-again' } });
}

/** Whether "there is nothing" needs no item: the list may stay open, or has what it needs. */
function mayPass(turn: Turn, step: Step): boolean {
  return !step.required || whyIncomplete(step, answerOf(turn, step.id)) === undefined;
}

function passList(turn: Turn, step: Step): void {
  if (answerOf(turn, step.id)?.kind === 'list') goOn(turn);
  else skip(turn);
}

function takeWhileAsked(turn: Turn, typed: Typed): void {
  if (typed.few !== true && typed.continues !== true && giveUpNothing(turn)) return takeText(turn, typed);
  if (isBesideFew(turn, typed)) return answerBeside(turn, typed);
  if (isAskedAlready(turn, typed)) return show(turn, { problem: { code: 'asked-already' } });
  setAside(turn, typed);
}

/** Takes a message as an answer while another text waits, and asks about that one again. */
function answerBeside(turn: Turn, typed: Typed): void {
  turn.cursor.place = 'step';
  answerWith(turn, currentStep(turn), typed);
  turn.cursor.place = 'unconfirmed';
  show(turn);
}

/** Goes to the step that took the beginning of a cut message; false if no step took it. */
function followTail(turn: Turn): boolean {
  const { tail, place } = turn.cursor;
  const step = tail === null ? undefined : stepOf(turn, tail);
  if (step === undefined || !isAsked(step, lookupOf(turn))) return false;
  if (step.kind !== 'text' && step.kind !== 'list') return false;
  if (place !== 'unconfirmed' && step !== writingQuestion(turn)) {
    goTo(turn, step);
    turn.cursor.open = true;
  }
  return true;
}

function answerWith(turn: Turn, step: Step, typed: Typed): void {
  switch (step.kind) {
    case 'text':
    case 'list':
      return takeWriting(turn, step, typed);
    case 'choice':
      return takeChoice(turn, step, typed);
    case 'choices': {
      const option = chooseOption(step, typed.text);
      if (option === undefined) return show(turn, { problem: { code: 'not-an-option' } });
      return toggle(turn, step, option.id);
    }
    case 'pick':
      return takePick(turn, step, typed);
    case 'number':
      return takeValue(turn, step, parseNumber(step, typed.text));
    case 'date':
      return takeValue(turn, step, parseDate(step, typed.text, dayOf(new Date(turn.at))));
    case 'confirm':
      return show(turn, { problem: { code: isConsent(turn) ? 'consent-needed' : 'confirm-needed' } });
    case 'info':
      return show(turn, { problem: { code: 'no-question-here' } });
    case 'attachment':
      return isNothing(typed.text) && !step.required
        ? skip(turn)
        : show(turn, { problem: { code: 'file-needed' } });
  }
}

/** A text that is much more than an option was written for another question, and is kept there. */
function takeChoice(turn: Turn, step: ChoiceStep, typed: Typed): void {
  const option = typed.continues === true ? undefined : chooseOption(step, typed.text);
  if (option !== undefined) return choose(turn, step, option.id);
  const writing = saysMore(step, typed) ? writingQuestion(turn) : undefined;
  if (writing === undefined) return show(turn, { problem: { code: 'not-an-option' } });
  const problem = keepInWriting(turn, writing, typed);
  if (problem === undefined) return;
  if (problem.code === 'secret' && typed.continues === true) forgetCutText(turn, writing);
  show(turn, { problem });
}

/** Picks the one whom a text can only mean; whatever else it finds is shown to be picked from. */
function takePick(turn: Turn, step: PickStep, { text, continues }: Typed): void {
  if (isMarkedSecret(text)) return show(turn, { problem: { code: 'secret' } });
  if (continues === true || codePoints(text) > LONGEST_SEARCH) {
    return show(turn, { problem: { code: 'search-too-long' } });
  }
  const certain = step.among.certain(text);
  if (certain !== undefined) return choose(turn, step, certain.id);
  const search = text.trim();
  const isFound = plainWords(search) !== '' && step.among.find(search).length > 0;
  const problem = whyBarred(step, search);
  if (isFound) return show(turn, { look: { search, page: 0 }, problem });
  show(turn, { problem: problem ?? { code: 'nothing-found', details: { search } } });
}

/** Why those who are known and whom a text means cannot be picked; the first reason, with the names of some for whom it holds. */
function whyBarred({ among }: PickStep, search: string): Problem | undefined {
  const missed = among.missed(search);
  const [first] = missed;
  if (first === undefined) return undefined;
  const alike = missed.filter(({ problem }) => problem === first.problem);
  const names = alike.slice(0, MOST_NAMED).map(({ name }) => name);
  const rest = alike.length > names.length ? ['…'] : [];
  return { code: first.problem, details: { names: [...names, ...rest].join(', ') } };
}

function takeWriting(turn: Turn, step: TextStep | ListStep, typed: Typed): void {
  const kept = step.kind === 'text' ? openParts(turn, step) : [];
  const problem =
    step.kind === 'text'
      ? checkPart(step, { kept, typed })
      : checkItem(step, { items: itemsOf(turn, step), typed });
  if (problem !== undefined) {
    if (problem.code === 'secret' && typed.continues === true) forgetCutText(turn, step);
    return show(turn, { problem });
  }
  const part = addPart(turn, typed);
  return step.kind === 'text' ? writeParts(turn, step, [...kept, part]) : addItems(turn, step, [part]);
}

/** Removes all pieces of a message when a later piece turns out to carry a mark of state secrecy. */
function forgetCutText(turn: Turn, step: Step): void {
  const written = writtenIn(answerOf(turn, step.id));
  const begin = written.findLastIndex((part) => part.continues !== true);
  const cut = new Set(written.slice(begin).map(({ id }) => id));
  // Changes to other answers that were made meanwhile are undone, too.
  while (writtenIn(answerOf(turn, step.id)).some(({ id }) => cut.has(id))) {
    const undone = takeBack(turn);
    if (undone === undefined) return;
    if (undone.step === step.id) turn.cursor.open = undone.open === true;
  }
}

type Parsed<Value> = { value: Value } | { problem: Problem };

function takeValue(turn: Turn, step: NumberStep | DateStep, parsed: Parsed<number> | Parsed<string>): void {
  if ('problem' in parsed) return show(turn, { problem: parsed.problem });
  const { value } = parsed;
  const answer =
    typeof value === 'number'
      ? ({ kind: 'number', value, at: turn.at } as const)
      : ({ kind: 'date', value, at: turn.at } as const);
  changeAnswers(turn, { [step.id]: answer });
  advance(turn, { note: 'saved' });
}

/**
 * Takes a file at the current place, and tells the person that the words under it are not stored. A photo is named by its
 * place among the files.
 */
export function takeFile(turn: Turn, { file, captioned }: { file: SentFile; captioned?: true }): void {
  turn.cursor.tail = null;
  const step = currentStep(turn);
  if (turn.cursor.place !== 'step' || step.kind !== 'attachment') {
    return show(turn, { problem: whyNoFile(turn) });
  }
  const present = answerOf(turn, step.id);
  const files = present?.kind === 'attachment' ? present.files : [];
  if (files.length >= step.max) {
    return show(turn, { problem: { code: 'too-many', details: { count: step.max } } });
  }
  const named = { name: `Ảnh ${files.length + 1}.jpg`, ...file };
  changeAnswers(turn, { [step.id]: { kind: 'attachment', files: [...files, named], at: turn.at } });
  show(turn, { note: 'saved', ...(captioned === true ? { problem: { code: 'caption-not-kept' } } : {}) });
}

/** That no file is taken at the current place, and which of the questions to come takes one. */
function whyNoFile(turn: Turn): Problem {
  const { steps, indexOf } = turn.flow;
  const isStep = turn.cursor.place === 'step';
  const here = indexOf.get(currentStep(turn).id) ?? 0;
  const next = isStep ? steps.slice(here).find(({ kind }) => kind === 'attachment') : undefined;
  return next === undefined ? { code: 'no-file-here' } : { code: 'no-file-yet', details: { step: next.id } };
}
