import { foldWord } from '../flows/answers/normalize.ts';
import type { BotAction, Prompt, Say } from './conversation.ts';
import { WORDS, type Word } from './words.ts';

/** These are understood wherever one stands, not only where they are offered. */
const ALWAYS: Partial<Record<Word, BotAction>> = {
  home: { do: 'home' },
  help: { do: 'help' },
  languages: { do: 'languages' },
  privacy: { do: 'privacy' },
  data: { do: 'data' },
  erase: { do: 'erase' },
  overview: { do: 'overview', page: 0 },
  undo: { do: 'undo' },
  back: { do: 'back' },
  leave: { do: 'leave' },
  resume: { do: 'resume' },
};

/** Spellings, folded, to words. */
export type Vocabulary = ReadonlyMap<string, Word>;

/** Builds the vocabulary from the spellings of all languages. */
export function createVocabulary(spellings: Readonly<Record<Word, readonly string[]>>): Vocabulary {
  return new Map(WORDS.flatMap((word) => spellings[word].map((spelling) => [foldWord(spelling), word])));
}

/** The word that names an action on a card; nothing if the action is picked by its number. */
export function wordOf(action: BotAction, say: Say): Word | undefined {
  switch (action.do) {
    case 'choose':
    case 'toggle':
    case 'remove':
    case 'language':
      return undefined;
    case 'overview':
    case 'review':
      if (say.type !== action.do) return action.do;
      return action.page < say.page ? 'previous-page' : 'next-page';
    default:
      return action.do;
  }
}

/** Nobody types that much, white space and accents included, to say one of the words. */
const LONGEST_TYPED = 100;

/** The action that a typed message means instead of being text. */
export function findTypedAction(
  text: string,
  { vocabulary, prompt }: { vocabulary: Vocabulary; prompt: Prompt | null },
): BotAction | undefined {
  if (text.length > LONGEST_TYPED) return undefined;
  const folded = foldWord(text);
  const removal = /^(?:xoa|remove) (\d{1,3})$/.exec(folded)?.[1];
  const number = removal ?? /^(\d{1,3})[.)]?$/.exec(folded)?.[1];
  const picked = number === undefined ? undefined : prompt?.choices[Number(number) - 1];
  if (picked !== undefined && (picked.do === 'remove') === (removal !== undefined)) return picked;
  const word = vocabulary.get(folded.replace(/^\//, ''));
  if (word === undefined) return undefined;
  return prompt?.actions[prompt.words.indexOf(word)] ?? ALWAYS[word];
}
