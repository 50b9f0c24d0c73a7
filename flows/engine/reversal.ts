import type { Answer, Part, Reversal, Undo } from './state.ts';

/** The difference that turns `after` back into `before`; small if only a few pieces of a long answer changed. */
export function reversalOf(before: Answer | null, after: Answer | null): Reversal {
  if (before?.kind === 'text' && after?.kind === 'text') {
    return { kind: 'text', ...differenceOf(before.parts, after.parts), at: before.at };
  }
  if (before?.kind === 'list' && after?.kind === 'list') {
    return { kind: 'list', ...differenceOf(before.items, after.items), at: before.at };
  }
  if (before?.kind === 'attachment' && after?.kind === 'attachment') {
    return { kind: 'attachment', ...differenceOf(before.files, after.files), at: before.at };
  }
  return before === null ? { kind: 'none' } : { kind: 'whole', answer: before };
}

/** The answer before the change that `reversal` belongs to; `after` must be the one that this change made. */
export function revert(after: Answer | null, reversal: Reversal): Answer | null {
  switch (reversal.kind) {
    case 'none':
      return null;
    case 'whole':
      return reversal.answer;
    case 'text': {
      const parts = withPieces(after?.kind === 'text' ? after.parts : [], reversal);
      return { kind: 'text', parts, at: reversal.at };
    }
    case 'list': {
      const items = withPieces(after?.kind === 'list' ? after.items : [], reversal);
      return { kind: 'list', items, at: reversal.at };
    }
    case 'attachment': {
      const files = withPieces(after?.kind === 'attachment' ? after.files : [], reversal);
      return { kind: 'attachment', files, at: reversal.at };
    }
  }
}

type Reversals = Readonly<Record<string, Reversal>>;

/** What an undo restores, by step. */
export function reversalsOf({ step, reversals = { [step]: { kind: 'none' } } }: Undo): Reversals {
  return reversals;
}

/** The same as an undo stores it: nothing for a first answer to its `step`. */
export function storedReversals(step: string, reversals: Reversals): Pick<Undo, 'reversals'> {
  const isFirst = Object.keys(reversals).length === 1 && reversals[step]?.kind === 'none';
  return isFirst ? {} : { reversals };
}

/** The parts of written text that a reversal restores; parts that stayed in the answer are not included. */
export function writtenInReversal(reversal: Reversal | undefined): readonly Part[] {
  switch (reversal?.kind) {
    case 'whole':
      return writtenIn(reversal.answer);
    case 'text':
      return reversal.pieces;
    case 'list':
      return reversal.pieces.flat();
    default:
      return [];
  }
}

/** The parts of a written answer, one for each message; empty for any other kind of answer. */
export function writtenIn(answer: Answer | null | undefined): readonly Part[] {
  if (answer?.kind === 'text') return answer.parts;
  return answer?.kind === 'list' ? answer.items.flat() : [];
}

function differenceOf<Piece>(before: readonly Piece[], after: readonly Piece[]) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1;
  return { start, end, pieces: before.slice(start, before.length - end) };
}

/** Compares two pieces. Unchanged pieces are the same object, except in a state that was read from a store. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function withPieces<Piece>(
  after: readonly Piece[],
  { start, end, pieces }: { start: number; end: number; pieces: readonly Piece[] },
): Piece[] {
  return [...after.slice(0, start), ...pieces, ...after.slice(after.length - end)];
}
