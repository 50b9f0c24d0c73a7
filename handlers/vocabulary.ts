import { foldWord } from '../flows/answers/normalize.ts';
import { isFewLetters, isSpelledLike, plainWords, typedPlace } from '../flows/answers/typed-words.ts';
import type { BotAction, Prompt, Say } from './conversation.ts';
import { WORDS, type Word } from './words.ts';

/** These are understood wherever one stands, not only where they are offered. */
const ALWAYS: Partial<Record<Word, BotAction>> = {
  home: { do: 'home' },
  begin: { do: 'begin' },
  help: { do: 'help' },
  languages: { do: 'languages' },
  privacy: { do: 'privacy' },
  data: { do: 'data' },
  erase: { do: 'erase' },
  overview: { do: 'overview', page: 0 },
  review: { do: 'review', page: 0 },
  undo: { do: 'undo' },
  next: { do: 'next' },
  back: { do: 'back' },
  skip: { do: 'skip' },
  leave: { do: 'leave' },
  resume: { do: 'resume' },
  submit: { do: 'submit' },
};

/** What a word means where it is not offered itself: "tiếp" turns the page, "đồng ý" says yes. */
const STANDS_FOR: Partial<Record<Word, Word>> = { next: 'next-page', confirm: 'keep-late' };

/** Answers to a question about a text that waits; elsewhere they are as good as any text of few letters. */
const ANSWERS: readonly Word[] = ['split-late', 'keep-late', 'keep-whole', 'drop-late'];

/** Spellings by how they look without diacritics. */
export type Vocabulary = ReadonlyMap<string, readonly { spelling: string; word: Word }[]>;

/** Builds the vocabulary from the spellings of all languages. */
export function createVocabulary(spellings: Readonly<Record<Word, readonly string[]>>): Vocabulary {
  const all = WORDS.flatMap((word) =>
    spellings[word].map((spelling) => ({ spelling: spelling.normalize('NFC').toLowerCase(), word })),
  );
  return Map.groupBy(all, ({ spelling }) => foldWord(spelling));
}

/**
 * The word that a whole message is, whatever its case, punctuation and politeness. Diacritics may be left out but
 * not changed, and a word that is spelled exactly so comes first.
 */
export function findWord(text: string, vocabulary: Vocabulary): Word | undefined {
  const words = plainWords(text);
  const alike = vocabulary.get(foldWord(words)) ?? [];
  const exact = alike.find(({ spelling }) => spelling === words);
  return (exact ?? alike.find(({ spelling }) => isSpelledLike(words, spelling)))?.word;
}

/** The word that names an action on a card; nothing if the action is picked by its number. */
export function wordOf(action: BotAction, say: Say): Word | undefined {
  switch (action.do) {
    case 'choose':
    case 'toggle':
    case 'remove':
    case 'language':
    case 'read':
      return undefined;
    case 'begin':
      return say.type === 'home' && say.standing?.started === true ? 'resume' : action.do;
    case 'keep-late':
      return say.type === 'late' && say.asks === 'lines' ? 'keep-whole' : action.do;
    case 'overview':
    case 'review':
      if (say.type !== action.do) return action.do;
      return action.page < say.page || action.page === 0 ? 'previous-page' : 'next-page';
    default:
      return action.do;
  }
}

/** Nobody types that much, white space and accents included, to say one of the words. */
const LONGEST_TYPED = 100;

/** What a typed message means instead of being text: an action, or a word that means nothing where one stands. */
export type Command = { action: BotAction } | { word: Word };

/** The command that a typed message is; nothing if it is text. */
export function findCommand(
  text: string,
  { vocabulary, prompt }: { vocabulary: Vocabulary; prompt: Prompt | null },
): Command | undefined {
  if (text.length > LONGEST_TYPED) return undefined;
  const picked = findPicked(text, prompt);
  if (picked !== undefined) return { action: picked };
  if (questionToEdit(text) !== undefined) return { word: 'edit' };
  const word = isAskingForHelp(text) ? 'help' : findWord(text, vocabulary);
  if (word === undefined) return undefined;
  const action = offered(word, prompt) ?? ALWAYS[word];
  if (action !== undefined) return { action };
  const isAnswer = ANSWERS.includes(word) && !(prompt?.words.includes('drop-late') ?? false);
  return isAnswer && isFewLetters(text) ? undefined : { word };
}

/** "?", "???". */
function isAskingForHelp(text: string): boolean {
  return text.includes('?') && plainWords(text) === '';
}

const BEFORE_QUESTION = [
  'sửa',
  'sửa lại',
  'câu',
  'sửa câu',
  'sửa lại câu',
  'edit',
  'question',
  'edit question',
];

/** The number of a question that somebody wants to change: "sửa câu 3". */
function questionToEdit(text: string): number | undefined {
  const [, before = '', number] = /^(\D+) (\d{1,3})$/.exec(plainWords(text)) ?? [];
  return BEFORE_QUESTION.some((words) => isSpelledLike(before, words)) ? Number(number) : undefined;
}

function findPicked(text: string, prompt: Prompt | null): BotAction | undefined {
  const removal = /^(?:xoa|remove) (\d{1,3})$/.exec(foldWord(plainWords(text)))?.[1];
  const question = questionToEdit(text);
  if (question !== undefined) {
    return prompt?.choices.find((action) => action.do === 'edit' && action.number === question);
  }
  const place = removal === undefined ? typedPlace(text) : Number(removal);
  const picked = place === undefined ? undefined : prompt?.choices[place - (prompt.first ?? 1)];
  return picked !== undefined && (picked.do === 'remove') === (removal !== undefined) ? picked : undefined;
}

function offered(word: Word, prompt: Prompt | null): BotAction | undefined {
  if (prompt === null) return undefined;
  const other = STANDS_FOR[word];
  const action = prompt.actions[prompt.words.indexOf(word)];
  return action ?? (other === undefined ? undefined : prompt.actions[prompt.words.indexOf(other)]);
}
