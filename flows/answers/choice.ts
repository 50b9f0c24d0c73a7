import { LANGUAGES, type Option } from '../definition.ts';
import { foldWord } from './normalize.ts';
import { plainWords, typedPlace } from './typed-words.ts';

/**
 * The option that a typed text names by its number (from 1), id or label in any language, whatever its punctuation
 * and politeness. Without the right diacritics it must be clear which one is meant.
 */
export function findOption(options: readonly Option[], text: string): Option | undefined {
  const typed = plainWords(text);
  const numbered = options[(typedPlace(text) ?? 0) - 1];
  if (numbered !== undefined) return numbered;
  const exact = options.find((option) => namesOf(option).includes(typed));
  if (exact !== undefined) return exact;
  const like = options.filter((option) => namesOf(option).some((name) => foldWord(name) === foldWord(typed)));
  return like.length === 1 ? like[0] : undefined;
}

function namesOf({ id, label }: Option): string[] {
  return [id, ...LANGUAGES.map((language) => label[language])].map(plainWords);
}
