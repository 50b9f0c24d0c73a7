import type { SubmittedValue } from '../../handlers/forms/submitted-value.ts';
import { type Answers, isJoined, type Piece } from './own-answers.ts';

/** What is stored of an answer: a text as it is joined, or ids of files and options. */
export type Stored = { text: string } | { ids: readonly string[] };

/** Stored answers by question; those that are there and say nothing are absent. */
export type StoredAnswers = ReadonlyMap<string, Stored>;

/** An answer as an export shows it; nothing where it was left open. */
export function toStored(value: SubmittedValue): Stored | undefined {
  switch (value.kind) {
    case 'text':
      return { text: value.text };
    case 'attachment':
      return { ids: value.files.map(({ id }) => id) };
    case 'choice':
      return { ids: [value.value] };
    case 'none':
      return undefined;
    default:
      return { ids: [value.kind] };
  }
}

/** Whether an answer is stored as it was sent, to the character. */
export function isSame(pieces: readonly Piece[], stored: Stored | undefined): boolean {
  if (stored === undefined) return pieces.length === 0;
  if ('text' in stored) return pieces.every(({ kind }) => kind === 'text') && isJoined(pieces, stored.text);
  return pieces.map(({ value }) => value).join(' ') === stored.ids.join(' ');
}

/** How often a piece is found in what is stored. */
export function countOf({ value }: Piece, stored: Stored | undefined): number {
  if (stored === undefined) return 0;
  return 'text' in stored
    ? stored.text.split(value).length - 1
    : stored.ids.filter((id) => id === value).length;
}

/** Every question that there is an answer to, on either side. */
export function stepsOf(own: Answers, stored: StoredAnswers): string[] {
  return [...new Set([...own.keys(), ...stored.keys()])];
}
