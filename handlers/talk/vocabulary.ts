import { foldWord } from '../../flows/answers/normalize.ts';
import { isFewLetters, isSpelledLike, plainWords, typedPlace } from '../../flows/answers/typed-words.ts';
import type { Language } from '../../flows/forms/definition.ts';
import { FORMS, type FormWord, formOf } from '../forms/catalogue.ts';
import { isScreen, SCREEN_NAMES, type ScreenName, screenOf } from '../screens/catalogue.ts';
import type { BotAction } from './bot-action.ts';
import type { Card } from './conversation.ts';
import type { BotOutput, ScreenOutput } from './output.ts';
import { FORM_WORDS, type Word } from './words.ts';

/** These are understood wherever one stands, not only where they are offered; so are the words that begin forms, and the name of every screen. */
const ALWAYS: Partial<Record<Word, BotAction>> = {
  ...Object.fromEntries(SCREEN_NAMES.map((screen) => [screen, { do: 'open', screen }])),
  ...Object.fromEntries(Object.entries(FORMS).map(([form, { word }]) => [word, { do: 'begin', form }])),
  overview: { do: 'overview', page: 0 },
  review: { do: 'review', page: 0 },
  undo: { do: 'undo' },
  next: { do: 'next' },
  back: { do: 'back' },
  skip: { do: 'skip' },
  leave: { do: 'leave' },
  resume: { do: 'resume' },
  submit: { do: 'submit' },
  withdraw: { do: 'withdraw' },
  'answered-difficulties': { do: 'open', screen: 'difficulties', params: { answered: 1 } },
  'waiting-difficulties': { do: 'open', screen: 'difficulties' },
  'all-difficulties': { do: 'open', screen: 'difficulties' },
  'people-not-joined': { do: 'open', screen: 'unit-people', params: { only: 'not-joined' } },
};

/** All typed words. */
export const WORDS: readonly Word[] = [
  ...FORM_WORDS,
  ...Object.values(FORMS).map(({ word }) => word),
  ...SCREEN_NAMES,
];

/** What a word means where it is not offered itself: "tiếp" turns the page or goes on, "đồng ý" says yes, "hủy" drops a text that waits, "thôi" said once more gives up. */
const STANDS_FOR: Partial<Record<Word, readonly Word[]>> = {
  next: ['next-page', 'resume', 'keep'],
  confirm: ['yes', 'keep-text', 'confirm-withdrawal', 'discard', 'give-up'],
  submit: ['yes'],
  'drop-text': ['keep'],
  cancel: ['drop-text', 'give-up'],
  discard: ['give-up'],
  resume: ['keep'],
  yes: ['confirm', 'keep-text', 'confirm-withdrawal', 'discard', 'give-up'],
  'submit-act': ['submit', 'yes'],
};

/** Forms that take back what was handed in: "rút" hands them in. */
const WITHDRAWING: readonly string[] = [
  'withdraw-answered-for',
  'withdraw-paper',
  'withdraw-for-member',
] satisfies FormWord[];

/** Where somebody is shown, these are meant of words that are spelled alike: the others are about oneself. */
const OF_MEMBER: readonly Word[] = ['withdraw-for-member'];

/** Languages by their names, which may also be answers: understood on screens, and where the languages are offered. */
const NAMED: Partial<Record<Word, Language>> = { vietnamese: 'vi', english: 'en' };

/** Answers to a question about a text that waits; elsewhere they are as good as any text of few letters. */
const ANSWERS: readonly Word[] = [
  'split-text',
  'yes',
  'keep-text',
  'keep-whole',
  'keep-reply',
  'keep-here',
  'drop-text',
];

/** Spellings by how they look without diacritics. */
export type Vocabulary = ReadonlyMap<string, readonly { spelling: string; word: Word }[]>;

/** The word for keeping a text that waits, by what is asked about it. */
const KEPT_BY: Readonly<Record<string, Word>> = { lines: 'keep-whole', reply: 'keep-here' };

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
  return findPlainWord(plainWords(text), vocabulary);
}

/** Of several words that are spelled alike it is one of the `likely`: without diacritics "thử lại" is "thu lại". */
function findPlainWord(words: string, vocabulary: Vocabulary, likely: Card['words'] = []): Word | undefined {
  const alike = vocabulary.get(foldWord(words)) ?? [];
  const exact = alike.filter(({ spelling }) => spelling === words);
  const meant = exact.length > 0 ? exact : alike.filter(({ spelling }) => isSpelledLike(words, spelling));
  return (meant.find(({ word }) => likely.includes(word)) ?? meant[0])?.word;
}

/** The word that names an action on a card; nothing if the action is picked by its number. */
export function wordOf(action: BotAction, output: BotOutput): Word | undefined {
  switch (action.do) {
    case 'choose':
    case 'toggle':
    case 'remove':
    case 'language':
    case 'edit-number':
    case 'read':
      return undefined;
    case 'begin':
      if (output.type === 'screen' && output.withheld === 'unavailable') return 'try-again';
      return action.way === undefined ? wordOfBeginning(action, output) : wordOf(action.way, output);
    case 'open':
      if (isTriedAgain(action, output)) return 'try-again';
      return wordOfOpening(action, output);
    // It may be typed as what it hands in is, or as any yes.
    case 'consent':
      return 'yes';
    case 'keep-text':
      if (output.type !== 'unconfirmed') return action.do;
      return KEPT_BY[output.asks] ?? action.do;
    case 'resume':
      return isKeeping(output) ? 'keep' : action.do;
    case 'look':
      return wordOfLooking(action, output);
    case 'overview':
    case 'review':
      if (output.type !== action.do) return action.do;
      return action.page < output.page || action.page === 0 ? 'previous-page' : 'next-page';
    default:
      return action.do;
  }
}

/** Whether a screen is opened that could not be shown; where a form could not be begun, that is what is tried again. */
function isTriedAgain({ screen }: Extract<BotAction, { do: 'open' }>, output: BotOutput): boolean {
  if (output.type !== 'screen' || output.withheld !== 'unavailable' || screen !== output.screen) return false;
  return !output.actions.some((one) => one.do === 'begin');
}

/** Another page of what was found, or back to all. */
function wordOfLooking({ search, page }: Extract<BotAction, { do: 'look' }>, output: BotOutput): Word {
  const found = output.type === 'question' ? output.found : undefined;
  if (found === undefined || found.search !== search) return 'see-all';
  return page < found.page ? 'previous-page' : 'next-page';
}

/** Whether a card asks about giving something up, from which one goes on by keeping it. */
function isKeeping({ type }: BotOutput): boolean {
  return type === 'cancel' || type === 'withdraw';
}

/** What the screen that is shown calls it, where that is a word; another page of the same screen is called so. */
function wordOfOpening(action: Extract<BotAction, { do: 'open' }>, output: BotOutput): Word | undefined {
  const { screen, params } = action;
  if (!isScreen(screen)) return undefined;
  if (output.type !== 'screen') return screen;
  const label = labelOn(output, action);
  const named = WORDS.find((word) => word === label);
  if (named !== undefined) return named;
  if (output.screen !== screen || typeof params?.page !== 'number') return screen;
  return params.page < Number(output.params?.page ?? 0) ? 'previous-page' : 'next-page';
}

/** What a screen writes on the button of an action, as a name below `chat:actions`, where it does not leave that to the word. */
export function labelOn(output: ScreenOutput, action: BotAction): string | undefined {
  // What is withheld has no facts that a label could go by.
  return output.withheld === undefined ? screenOf(output.screen).label?.(action, output.facts) : undefined;
}

/** Where the overview of the form is offered beside it there is something to go on with. */
function wordOfBeginning({ form }: Extract<BotAction, { do: 'begin' }>, output: BotOutput): Word | undefined {
  const offered: readonly BotAction[] = 'actions' in output ? output.actions : [];
  const goesOn = offered.some((one) => one.do === 'begin' && one.form === form && one.way?.do === 'overview');
  return goesOn ? 'resume' : (formOf(form)?.word as FormWord | undefined);
}

/** Nobody types that much, white space and accents included, to say one of the words. */
const LONGEST_TYPED = 100;

/** What a typed message means instead of being text: an action, or a word that means nothing where one stands. */
export type Command = { action: BotAction } | { word: Word };

/** Where words are typed. */
interface Place {
  vocabulary: Vocabulary;
  card: Card | undefined;
  /** The form at which the person stands, and the code of whom it is for; empty where that is not somebody of a unit. */
  at?: { form: string; member: string } | undefined;
}

/** The command that a typed message is; nothing if it is text. */
export function findCommand(text: string, { vocabulary, card, at }: Place): Command | undefined {
  if (text.length > LONGEST_TYPED) return undefined;
  const words = plainWords(text);
  const picked = findPicked({ text, words }, card);
  if (picked !== undefined) return { action: picked };
  if (itemToRemove(words) !== undefined && isOffered('remove', card)) return { word: 'erase' };
  if (questionToEdit(words) !== undefined) return { word: 'edit' };
  // "?", "???".
  const isAskingForHelp = words === '' && text.includes('?');
  const member = memberShown(card) ?? at?.member;
  const likely = [...(card?.words ?? []), ...(member ? OF_MEMBER : [])];
  const found = isAskingForHelp ? 'help' : findPlainWord(words, vocabulary, likely);
  if (found === undefined) return findNumbered(words, { vocabulary, card });
  const word = isWithdrawing(found, at?.form) ? 'submit-act' : found;
  return commandOf(word, { isFew: isFewLetters(text), card, isAtForm: at !== undefined, member });
}

/** What a word means where it is typed: nothing where it may be the answer, as a few letters may. */
function commandOf(
  word: Word,
  where: { isFew: boolean; card: Card | undefined; isAtForm: boolean; member: string | undefined },
): Command | undefined {
  const { isFew, card, isAtForm, member } = where;
  const language = NAMED[word];
  if (language !== undefined) {
    return isOffered('language', card) || isScreenInFront(card)
      ? { action: { do: 'language', to: language } }
      : undefined;
  }
  const always = ALWAYS[isAtForm && word === 'submit-act' ? 'submit' : word];
  const action = offered(word, card) ?? aboutMember(always, member);
  if (action !== undefined) return { action };
  const isAnswer = ANSWERS.includes(word) && !(card?.words.includes('drop-text') ?? false);
  return isAnswer && isFew ? undefined : { word };
}

const NUMBER_AT_END = / (?:số|so|version) \d{1,3}$/u;

/** A form whose button on a screen ends with the number of what it is about: "Thu lại bản giấy số 2". */
function findNumbered(
  words: string,
  { vocabulary, card }: Pick<Place, 'vocabulary' | 'card'>,
): Command | undefined {
  if (!isScreenInFront(card) || !NUMBER_AT_END.test(words)) return undefined;
  const word = findPlainWord(words.replace(NUMBER_AT_END, ''), vocabulary);
  const action = word && offered(word, card);
  return action?.do === 'begin' ? { action } : undefined;
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
function questionToEdit(words: string): number | undefined {
  const [, before = '', number] = /^(\D+) (\d{1,3})$/.exec(words) ?? [];
  return BEFORE_QUESTION.some((one) => isSpelledLike(before, one)) ? Number(number) : undefined;
}

/** Whether choices open one question each, so that the number of the question is typed for it, and no second one. */
export function areQuestions(choices: readonly BotAction[]): boolean {
  const numbers = choices.map((action) => (action.do === 'edit' ? action.number : undefined));
  return numbers.length > 0 && !numbers.includes(undefined) && new Set(numbers).size === numbers.length;
}

function findPicked(
  { text, words }: { text: string; words: string },
  card: Card | undefined,
): BotAction | undefined {
  const question = questionToEdit(words);
  if (card?.subject === 'overview' || (card?.subject === 'review' && areQuestions(card.choices))) {
    const number = question ?? typedPlace(text, words);
    return number === undefined ? undefined : { do: 'edit-number', number };
  }
  if (question !== undefined) {
    return card?.choices.find((action) => action.do === 'edit' && action.number === question);
  }
  const removal = itemToRemove(words);
  const place = removal ?? typedPlace(text, words);
  const picked = place === undefined ? undefined : card?.choices[place - 1];
  return (picked?.do === 'remove') === (removal !== undefined) ? picked : undefined;
}

/** The number of an item of a list that somebody wants to remove: "xóa 3". */
function itemToRemove(words: string): number | undefined {
  const number = /^(?:xoa|remove) (\d{1,3})$/.exec(foldWord(words))?.[1];
  return number === undefined ? undefined : Number(number);
}

const BEFORE_NEWS = ['mở', 'open'];

/** The number of news that somebody wants to open: "mở 3". */
export function newsToOpen(text: string): number | undefined {
  if (text.length > LONGEST_TYPED || !/\d/.test(text)) return undefined;
  const [, before = '', number] = /^(\D+) (\d{1,6})$/.exec(plainWords(text)) ?? [];
  return BEFORE_NEWS.some((word) => isSpelledLike(before, word)) ? Number(number) : undefined;
}

function isOffered(name: BotAction['do'], card: Card | undefined): boolean {
  return card !== undefined && [...card.choices, ...card.actions].some((action) => action.do === name);
}

/** Whether a screen is in front, and not a question: also help, which is read before one goes on with what is behind it. */
function isScreenInFront(card: Card | undefined): boolean {
  return card !== undefined && 'screen' in card.shows;
}

/** Whether a word of withdrawing means the form at which the person stands. */
function isWithdrawing(word: Word, form: string | undefined): boolean {
  const isMeant = word === 'withdraw' || word === 'confirm-withdrawal';
  return isMeant && form !== undefined && WITHDRAWING.includes(form);
}

const PERSON: ScreenName = 'unit-person';

/** The code of the person whose card is in front. */
function memberShown(card: Card | undefined): string | undefined {
  const shows = card?.shows;
  if (shows === undefined || !('screen' in shows) || shows.screen !== PERSON) return undefined;
  const member = shows.params?.member;
  return member === undefined ? undefined : String(member);
}

/** An act, or the way to somebody, is about the person who is shown; where nobody is, they are looked for among all. */
function aboutMember(action: BotAction | undefined, member: string | undefined): BotAction | undefined {
  const isToPerson = action?.do === 'open' && action.screen === PERSON;
  if (!member) return isToPerson ? { do: 'open', screen: 'unit-people' } : action;
  return isToPerson || action?.do === 'begin' ? { ...action, params: { ...action.params, member } } : action;
}

function offered(word: Word, card: Card | undefined): BotAction | undefined {
  if (card === undefined) return undefined;
  const meant = [word, ...(STANDS_FOR[word] ?? [])].find((one) => card.words.includes(one));
  return meant === undefined ? undefined : card.actions[card.words.indexOf(meant)];
}
