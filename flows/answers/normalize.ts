import { dropHidden } from './hidden-characters.ts';

/** Folds a typed word for comparison: no case, no diacritics, đ as d, single spaces, no invisible characters. */
export function foldWord(text: string): string {
  return dropHidden(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Length of a text in code points. */
export function codePoints(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** A text, or its beginning of so many code points with an ellipsis. */
export function shorten(text: string, most: number): string {
  const points = [...text];
  return points.length > most ? `${points.slice(0, most).join('')}…` : text;
}
