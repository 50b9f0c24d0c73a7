import { LANGUAGES, type Option } from '../definition.ts';
import { foldWord } from './normalize.ts';

/**
 * The option that a typed text names by its number (from 1), id or label in any language. Without the right
 * diacritics it must be clear which one is meant.
 */
export function findOption(options: readonly Option[], text: string): Option | undefined {
  const number = /^\s*(\d{1,3})\s*[.)]?\s*$/.exec(text)?.[1];
  const numbered = number === undefined ? undefined : options[Number(number) - 1];
  if (numbered !== undefined) return numbered;
  const exact = options.find((option) => namesOf(option).some((name) => spell(name) === spell(text)));
  if (exact !== undefined) return exact;
  const like = options.filter((option) => namesOf(option).some((name) => foldWord(name) === foldWord(text)));
  return like.length === 1 ? like[0] : undefined;
}

function namesOf({ id, label }: Option): string[] {
  return [id, ...LANGUAGES.map((language) => label[language])];
}

function spell(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}
