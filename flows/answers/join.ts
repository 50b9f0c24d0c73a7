import type { Part } from '../engine/state.ts';

/** The text that a person wrote in one or several messages; words that are gone are left out. */
export function joinParts(parts: readonly Part[], texts: ReadonlyMap<number, string>): string {
  return parts
    .map((part, index) => `${index > 0 && part.continues !== true ? '\n' : ''}${texts.get(part.id) ?? ''}`)
    .join('');
}
