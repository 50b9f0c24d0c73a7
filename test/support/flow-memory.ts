import { dropHidden } from '../../flows/answers/hidden-characters.ts';
import { isNothing } from '../../flows/answers/typed-words.ts';
import type { FlowEvent } from '../../flows/engine/events.ts';
import { writtenIn } from '../../flows/engine/reversal.ts';
import type { Answer } from '../../flows/engine/state.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { Happened } from './flow-world.ts';
import { DAY, readAnswer } from './flows.ts';

const UNDO_DEPTH = 12;

interface Piece {
  words: string;
  continues: boolean;
}

interface UnconfirmedPiece extends Piece {
  /** Its lines were offered as items. */
  lines: boolean;
}

/** A model of what a person has answered: whole texts, without the parts that the engine stores. */
export interface Memory {
  answers: Record<string, unknown>;
  /** Texts that the person has not confirmed yet. */
  unconfirmed: UnconfirmedPiece[];
  /** What was written after the text of a few letters that waits, at which question, and the answer before it. */
  beside: (Piece & { step: string })[];
  base?: unknown;
  /** The answers as they were before each of the last changes. */
  past: Record<string, unknown>[];
}

/** How many changes can no longer be undone at the time of an event: those that are a day old, and all before them. */
export function forgottenOf({ before, event }: Pick<Happened, 'before' | 'event'>): number {
  const now = Date.parse(event.at);
  return before.cursor.undo.findLastIndex(({ at = '' }) => now - Date.parse(at) >= DAY) + 1;
}

/** How many changes an event has taken back. */
function undoneBy(happened: Happened): number {
  const { before, after } = happened;
  return before.cursor.undo.length - forgottenOf(happened) - after.cursor.undo.length;
}

/** Applies one event to the model. The model asks the engine only whether a message was accepted. */
export function remember(memory: Memory, happened: Happened): void {
  const { event, after, result } = happened;
  memory.past = memory.past.slice(forgottenOf(happened));
  giveUpNothing(memory, happened);
  const wasUnconfirmed = memory.unconfirmed.length > 0;
  const isHeld = after.cursor.unconfirmed.length > memory.unconfirmed.length;
  const isUnconfirmed = after.cursor.unconfirmed.length > 0;
  const accepted = result.texts.length > 0;
  if (isActionOf(event, 'undo')) return undo(memory, happened);
  if (event.type === 'edited') return accepted ? rewrite(memory, happened, event) : undefined;
  if (accepted && isHeld) hold(memory, happened);
  else if (accepted) {
    if (wasUnconfirmed) writeBeside(memory, happened);
    write(memory, happened, [pieceOf(event)]);
  } else if (wasUnconfirmed && !isUnconfirmed && isActionOf(event, 'keep-text')) {
    keep(memory, happened, memory.unconfirmed);
  } else if (wasUnconfirmed && !isUnconfirmed && isActionOf(event, 'keep-reply')) {
    keepReply(memory, happened);
  } else if (wasUnconfirmed && !isUnconfirmed && isActionOf(event, 'split-text')) {
    keep(memory, happened, memory.unconfirmed.flatMap(linesOf));
  } else if (wasUnconfirmed && !isUnconfirmed && event.type === 'action') passBy(memory, happened);
  else if (isRest(event)) forgetSecret(memory, happened);
  else if (Object.keys(result.answers).length > 0) pick(memory, happened);
}

/** An unconfirmed text that says that there is nothing to be listed gives way to a text of more than a few letters. */
function giveUpNothing(memory: Memory, { event, before }: Happened): void {
  const isText = event.type === 'text' && event.few !== true && event.continues !== true;
  if (!isText || event.replyTo !== undefined || before.cursor.place !== 'unconfirmed') return;
  const { unconfirmed } = before.cursor;
  if (unconfirmed.some(({ replyTo }) => replyTo !== undefined)) return;
  memory.unconfirmed = memory.unconfirmed.filter((_, index) => unconfirmed[index]?.nothing !== true);
}

/** Beside a text that waits a message is stored, and what it replaces is no longer there for that text. */
function writeBeside(memory: Memory, { event, before }: Happened): void {
  memory.beside.push({ ...pieceOf(event), step: before.cursor.step });
  if (!before.cursor.open) memory.base = undefined;
}

function hold(memory: Memory, { event, before, after, flow }: Happened): void {
  const piece = { ...pieceOf(event), lines: after.cursor.unconfirmed.at(-1)?.lines !== undefined };
  if (memory.unconfirmed.length === 0) {
    const step = flow.steps.find(({ id }) => id === before.cursor.step);
    const isOpen = before.cursor.open && before.draft.answers[before.cursor.step]?.kind === step?.kind;
    memory.base = isOpen ? memory.answers[before.cursor.step] : undefined;
    memory.beside = [];
  }
  const earlier = piece.continues
    ? memory.unconfirmed.map((one, index, { length }) =>
        index === length - 1 ? { ...one, lines: false } : one,
      )
    : memory.unconfirmed;
  memory.unconfirmed = [...earlier, piece];
}

/** Applies an edited message to the answer in which the engine found it. */
function rewrite(memory: Memory, happened: Happened, event: Extract<FlowEvent, { type: 'edited' }>): void {
  const { before, result, wordsBefore } = happened;
  const [id = ''] = Object.keys(result.answers);
  const answer = before.draft.answers[id];
  const words = new Map(wordsBefore);
  for (const part of writtenIn(answer)) {
    if (part.message === event.message) words.set(part.id, `${part.joint ?? ''}${dropHidden(event.text)}`);
  }
  change(memory, { ...memory.answers, [id]: readAnswer(answer, words) });
}

/** Confirmed texts come before those that were written meanwhile. */
function keep(memory: Memory, happened: Happened, pieces: readonly Piece[]): void {
  const { step: id } = happened.before.cursor;
  // A list that a change of the form made a text is asked again.
  const isText = [happened.flow.steps.find((one) => one.id === id), happened.before.draft.answers[id]].every(
    (one) => one?.kind === 'text',
  );
  const beside = memory.beside.filter((one) => one.step === id);
  if (isText && beside.length > 0) {
    const base = happened.before.cursor.open ? memory.base : undefined;
    const value = withWords(withWords(base, pieces), beside);
    change(memory, { ...memory.answers, [id]: value });
  } else write(memory, happened, pieces);
  memory.unconfirmed = [];
}

/**
 * What is dropped is gone. What is passed by becomes no answer either, but an undo makes it one, unless it says that there
 * is nothing, beside items.
 */
function passBy(memory: Memory, happened: Happened): void {
  const { answers } = memory;
  const { event, before, after } = happened;
  const isGone = isActionOf(event, 'drop-text') || isNothingBesideItems(happened);
  if (isGone) memory.unconfirmed = [];
  else keep(memory, happened, memory.unconfirmed);
  const [earlier, later] = [before, after].map(({ draft }) => draft.answers[before.cursor.step]);
  if (earlier !== later) pick(memory, happened);
  else if (!isGone) change(memory, answers);
}

function isNothingBesideItems({ before: { cursor, draft }, flow }: Happened): boolean {
  const answer = draft.answers[cursor.step];
  const isList = flow.steps.some(({ id, kind }) => id === cursor.step && kind === 'list');
  if (!isList || answer?.kind !== 'list') return false;
  const isReal = answer.items.flat().some(({ nothing }) => nothing !== true);
  return isReal && cursor.unconfirmed.every(({ nothing }) => nothing === true);
}

function isFewAsked({ cursor: { place, unconfirmed } }: Happened['before']): boolean {
  return place === 'unconfirmed' && unconfirmed.every(({ few }) => few === true);
}

/**
 * Takes back what the person did last. While a text of a few letters waits that is an answer beside it, unless it is too
 * old, or else that text.
 */
function undo(memory: Memory, happened: Happened): void {
  if (!isFewAsked(happened.before)) goBack(memory, undoneBy(happened));
  else if (memory.beside.length === 0) memory.unconfirmed = [];
  else if (memory.past.length > 0) {
    goBack(memory, 1);
    memory.beside.pop();
  }
}

/** A reply is added to what its question was answered with. */
function keepReply(memory: Memory, { before, flow }: Happened): void {
  const id = before.cursor.unconfirmed[0]?.replyTo ?? '';
  const kind = flow.steps.find((one) => one.id === id)?.kind;
  const present = before.draft.answers[id]?.kind === kind ? memory.answers[id] : undefined;
  const value =
    kind === 'list'
      ? withItems({ items: present, saying: before.draft.answers[id] }, memory.unconfirmed)
      : withWords(present, memory.unconfirmed);
  change(memory, { ...memory.answers, [id]: value });
  memory.unconfirmed = [];
}

function linesOf({ words, lines, continues }: UnconfirmedPiece): Piece[] {
  if (!lines) return [{ words, continues }];
  const bullet = /^(?:\d+\.|-)\s+/;
  const all = words.split(/[\r\n]+/).map((line) => line.trim().replace(bullet, ''));
  return all.filter((line) => line !== '').map((line) => ({ words: line, continues: false }));
}

function isActionOf(event: FlowEvent, name: string): boolean {
  return event.type === 'action' && event.action.do === name;
}

/** Whether an event takes all answers away. */
export function isDiscard(event: FlowEvent): boolean {
  return isActionOf(event, 'discard') || isActionOf(event, 'give-up');
}

function isRest(event: FlowEvent): boolean {
  return event.type === 'text' && event.continues === true;
}

function pieceOf(event: FlowEvent): Piece {
  if (event.type !== 'text') throw new Error(`words were taken from ${event.type}`);
  return { words: dropHidden(event.text), continues: event.continues === true };
}

function write(memory: Memory, happened: Happened, pieces: readonly Piece[]): void {
  const { event, before, flow } = happened;
  // A text that is typed where there is a choice is added at the only question that is answered in writing.
  const isAtChoice = flow.steps.find(({ id }) => id === before.cursor.step)?.kind === 'choice';
  const here = () => (isAtChoice ? onlyWriting(flow) : before.cursor.step);
  const id = isRest(event) ? (before.cursor.tail ?? '') : here();
  const step = flow.steps.find((one) => one.id === id);
  const present = before.draft.answers[id]?.kind === step?.kind ? memory.answers[id] : undefined;
  const open = before.cursor.open || isRest(event) || isAtChoice;
  const earlier = step?.kind === 'list' || open ? present : undefined;
  const value =
    step?.kind === 'list'
      ? withItems({ items: earlier, saying: before.draft.answers[id] }, pieces)
      : withWords(earlier, pieces);
  change(memory, { ...memory.answers, [id]: value });
}

function onlyWriting({ steps }: Flow): string {
  const [only, ...others] = steps.filter(({ kind }) => kind === 'text' || kind === 'list');
  if (only?.kind !== 'text' || !only.long || others.length > 0) throw new Error('no question takes the text');
  return only.id;
}

/** What says that there is nothing is no item beside others; of those before, the engine's own answer tells which do. */
function withItems(
  { items, saying }: { items: unknown; saying: Answer | undefined },
  pieces: readonly Piece[],
): string[] {
  const parts = saying?.kind === 'list' ? saying.items : [];
  const all = ((items as string[] | undefined) ?? []).map((words, index) => ({
    words,
    isNothing: parts[index]?.every(({ nothing }) => nothing === true) === true,
  }));
  for (const { words, continues } of pieces) {
    if (continues) all.push({ words: `${all.pop()?.words ?? ''}${words}`, isNothing: false });
    else all.push({ words, isNothing: isNothing(words) });
  }
  const real = all.filter((one) => !one.isNothing);
  return (real.length > 0 ? real : all).map(({ words }) => words);
}

function withWords(text: unknown, pieces: readonly Piece[]): string | undefined {
  return pieces.reduce(
    (all, { words, continues }) => (all === undefined ? words : `${all}${continues ? '' : '\n'}${words}`),
    text as string | undefined,
  );
}

/** A mark of secrecy at the end of a cut message removes its beginning. */
function forgetSecret(memory: Memory, happened: Happened): void {
  const { before, after } = happened;
  const undone = undoneBy(happened);
  goBack(memory, undone);
  if (undone > 0) memory.beside.splice(-undone);
  if (after.cursor.unconfirmed.length === before.cursor.unconfirmed.length) return;
  memory.unconfirmed = memory.unconfirmed.slice(
    0,
    memory.unconfirmed.findLastIndex(({ continues }) => !continues),
  );
}

function goBack(memory: Memory, changes: number): void {
  for (let count = 0; count < changes; count += 1) memory.answers = memory.past.pop() ?? {};
}

/** Takes over answers that are not written from the engine; no other answer may change. */
function pick(memory: Memory, { event, before, after }: Happened): void {
  if (isDiscard(event)) return change(memory, {});
  const id = before.cursor.step;
  const { [id]: present, ...others } = memory.answers;
  const answer = after.draft.answers[id];
  if (answer === undefined) return change(memory, others);
  const removed = event.type === 'action' && event.action.do === 'remove' ? event.action.item : undefined;
  const value =
    answer.kind === 'list'
      ? (present as string[]).filter((_, index) => index !== removed)
      : readAnswer(answer, new Map());
  change(memory, { ...others, [id]: value });
}

function change(memory: Memory, answers: Record<string, unknown>): void {
  memory.past = [...memory.past, memory.answers].slice(-UNDO_DEPTH);
  memory.answers = answers;
}
