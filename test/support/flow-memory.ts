import { dropHidden } from '../../flows/answers/hidden-characters.ts';
import type { FlowEvent } from '../../flows/events.ts';
import type { Happened } from './flow-world.ts';
import { readAnswer } from './flows.ts';

const UNDO_DEPTH = 12;

interface Piece {
  words: string;
  continues: boolean;
}

/** What a person remembers to have said: whole texts, nothing of the parts that the engine keeps. */
export interface Memory {
  answers: Record<string, unknown>;
  /** Late text that waits for the person's word. */
  late: Piece[];
  /** The answers as they were before each of the last changes. */
  past: Record<string, unknown>[];
}

/** Takes one event into the memory. Whether something was accepted is the engine's to say, what it leads to is not. */
export function remember(memory: Memory, happened: Happened): void {
  const { event, before, after, result } = happened;
  const wasLate = before.cursor.late.length > 0;
  const isLate = after.cursor.late.length > 0;
  const accepted = result.texts.length > 0;
  if (accepted && isLate) memory.late.push(pieceOf(event));
  else if (accepted) write(memory, happened, [pieceOf(event)]);
  else if (wasLate && isActionOf(event, 'keep-late') && !isLate) {
    write(memory, happened, memory.late);
    memory.late = [];
  } else if (wasLate && isActionOf(event, 'drop-late')) memory.late = [];
  else if (isRest(event)) forgetSecret(memory, happened);
  else if (isActionOf(event, 'undo')) goBack(memory, before.cursor.undo.length - after.cursor.undo.length);
  else if (Object.keys(result.answers).length > 0) pick(memory, happened);
}

function isActionOf(event: FlowEvent, name: string): boolean {
  return event.type === 'action' && event.action.do === name;
}

function isRest(event: FlowEvent): boolean {
  return event.type === 'text' && event.continues === true;
}

function pieceOf(event: FlowEvent): Piece {
  if (event.type !== 'text') throw new Error(`words were taken from ${event.type}`);
  return { words: dropHidden(event.text), continues: event.continues === true };
}

function write(memory: Memory, { event, before, flow }: Happened, pieces: readonly Piece[]): void {
  const id = isRest(event) ? (before.cursor.tail ?? '') : before.cursor.step;
  const step = flow.steps.find((one) => one.id === id);
  const present = before.answers[id]?.kind === step?.kind ? memory.answers[id] : undefined;
  const open = before.cursor.open || isRest(event);
  const earlier = step?.kind === 'list' || open ? present : undefined;
  const value = step?.kind === 'list' ? withItems(earlier, pieces) : withWords(earlier, pieces);
  change(memory, { ...memory.answers, [id]: value });
}

function withItems(items: unknown, pieces: readonly Piece[]): string[] {
  const all = [...((items as string[] | undefined) ?? [])];
  for (const { words, continues } of pieces) all.push(continues ? `${all.pop() ?? ''}${words}` : words);
  return all;
}

function withWords(text: unknown, pieces: readonly Piece[]): string | undefined {
  return pieces.reduce(
    (all, { words, continues }) => (all === undefined ? words : `${all}${continues ? '' : '\n'}${words}`),
    text as string | undefined,
  );
}

/** A mark of secrecy at the end of a cut message takes its beginning away. */
function forgetSecret(memory: Memory, { before, after }: Happened): void {
  goBack(memory, before.cursor.undo.length - after.cursor.undo.length);
  if (after.cursor.late.length === before.cursor.late.length) return;
  memory.late = memory.late.slice(
    0,
    memory.late.findLastIndex(({ continues }) => !continues),
  );
}

function goBack(memory: Memory, changes: number): void {
  for (let count = 0; count < changes; count += 1) memory.answers = memory.past.pop() ?? {};
}

/** All that is not written: it is what the engine says it is, but nothing beside it may change. */
function pick(memory: Memory, { event, before, after }: Happened): void {
  if (isActionOf(event, 'discard')) return change(memory, {});
  const id = before.cursor.step;
  const { [id]: present, ...others } = memory.answers;
  const answer = after.answers[id];
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
