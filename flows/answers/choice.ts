import { type ChoiceStep, type ChoicesStep, LANGUAGES, type Option } from '../forms/definition.ts';
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

/**
 * The option that a typed text means at a question: the one that it names, or else the only one that begins with it.
 * Where several options may be picked, the beginning counts only for the option `none`: half a word must not add a sign
 * of weakness to a person's review.
 */
export function chooseOption(step: ChoiceStep | ChoicesStep, text: string): Option | undefined {
  const named = findOption(step.options, text);
  const words = foldWord(plainWords(text)).replace(/^ko\b/, 'khong').replace(/ gi$/, '');
  if (named !== undefined || words === '') return named;
  const says = (option: Option, how: (name: string) => boolean) => namesOf(option).map(foldWord).some(how);
  if (step.kind === 'choices') {
    const none = step.options.find(({ id }) => id === step.none);
    return none !== undefined && says(none, (name) => `${name} `.startsWith(`${words} `)) ? none : undefined;
  }
  const [only, ...others] = step.options.filter((option) =>
    says(option, (name) => ` ${name} `.includes(` ${words} `)),
  );
  if (only === undefined || others.length > 0) return undefined;
  return says(only, (name) => `${name} `.startsWith(`${words} `)) ? only : undefined;
}

function namesOf({ id, label }: Option): string[] {
  return [id, ...LANGUAGES.map((language) => label[language])].map(plainWords);
}
