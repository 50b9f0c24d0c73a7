import { LANGUAGES, type Option } from '../definition.ts';
import { foldWord } from './normalize.ts';

/** The option that a typed text names by its number (from 1), id or label in any language. */
export function findOption(options: readonly Option[], text: string): Option | undefined {
  const word = foldWord(text).replace(/[.)]$/, '');
  if (/^\d{1,3}$/.test(word)) return options[Number(word) - 1];
  return options.find(
    (option) =>
      foldWord(option.id) === word || LANGUAGES.some((language) => foldWord(option.label[language]) === word),
  );
}
