import type { InlineKeyboardButton, Message } from 'grammy/types';
import { LANGUAGE_CARD } from '../../handlers/words/join.ts';
import { questionAt } from '../support/written-pack.ts';
import { lastWordsAt, wordsAt } from './words.ts';

/** What a button says, by what it does. */
export const LABELS = {
  yes: wordsAt('join.who.yes'),
  agree: wordsAt('join.consent.yes'),
  begin: wordsAt('actions.begin'),
  goOn: wordsAt('actions.continue'),
  next: wordsAt('actions.next'),
  done: wordsAt('actions.done'),
  doneLast: wordsAt('actions.done-last'),
  back: wordsAt('actions.back'),
  undo: wordsAt('actions.undo'),
  overview: wordsAt('actions.overview'),
  resume: wordsAt('actions.resume'),
  review: wordsAt('actions.review'),
  submit: wordsAt('forms.self-review.submit'),
  nextPage: wordsAt('actions.next-page'),
  missing: wordsAt('actions.answer-missing'),
  keep: wordsAt('actions.keep-text'),
  drop: wordsAt('actions.drop-text'),
} as const;

export type Label = keyof typeof LABELS;

/** Notices that a person has to know. */
const RECEIVED = wordsAt('forms.self-review.submitted.title');
const RECORDED = new RegExp(`${wordsAt('forms.self-review.recorded.title')}(\\d+)`);
const RESUMED = wordsAt('question.resumed');
const REMOVE = wordsAt('actions.remove');
const SAVED = wordsAt('saved.more-or-done');
const EDITED = wordsAt('edited.text_other').replace(/ câu $/, '');
const STRANGER = wordsAt('join.stranger.text');
const ELSEWHERE = wordsAt('linked-elsewhere.text');
const UNDONE = wordsAt('question.undone');
const NOTHING_TO_UNDO = wordsAt('problems.nothing-to-undo');
const NO_FILE = wordsAt('problems.no-file-here');
const FEW = wordsAt('unconfirmed.few.title');
const KEPT = wordsAt('inbox.kept');
const UNCHANGED = lastWordsAt('review.unchanged');
const LOSS = [wordsAt('lost'), wordsAt('restored')];
const NOT_STORED = ['not-stored', 'rest-not-taken', 'no-question-here'].map((code) =>
  wordsAt(`problems.${code}`),
);
const WORD_REFUSED = ['not-here', 'linked-already'].map((code) => wordsAt(`problems.${code}`));

/** A message of the bot's with buttons, as a person reads it. */
export interface Card {
  /** The same for a card that came twice. */
  signature: string;
  /** The question that it is about, if it names one. */
  step: string | undefined;
  /** Whether it says that a version was received: then one waits for the record. */
  isReceived: boolean;
  /** Whether it greets somebody who went on after a pause. */
  isResumed: boolean;
  /** How long the answer is that it says was saved, in characters. */
  saved: number | undefined;
  /** Whether it is about a word or an invitation that was typed where it means nothing. */
  refusesWord: boolean;
  /** Whether what is sent next adds to the answer: it offers to end it. */
  isOpen: boolean;
  /** Whether it asks about a text of a few letters: no answer of a member's is so short, but their word of consent is. */
  asksAboutFew: boolean;
  /** How many files it shows. */
  files: number;
  has(label: Label): boolean;
  /** Whether any button holds this. */
  offers(text: string): boolean;
}

export function readCard(message: Message): Card | undefined {
  const all: InlineKeyboardButton[] = message.reply_markup?.inline_keyboard.flat() ?? [];
  // A stranger is always offered the other language; no member speaks it.
  const buttons = all.filter(
    (button) => !('callback_data' in button && button.callback_data.startsWith(LANGUAGE_CARD)),
  );
  if (buttons.length === 0) return undefined;
  const { text = '' } = message;
  const offers = (label: string) => buttons.some((button) => button.text.includes(label));
  const place = /[Cc]âu (\d+)/.exec(text)?.[1];
  const count = text.includes(SAVED) ? /([\d.]+) ký tự/.exec(text)?.[1] : undefined;
  return {
    signature: buttons.map((button) => ('callback_data' in button ? button.callback_data : '')).join(),
    step: place === undefined ? undefined : questionAt(Number(place)),
    isReceived: text.includes(RECEIVED),
    isResumed: text.includes(RESUMED),
    saved: count === undefined ? undefined : Number(count.replaceAll('.', '')),
    refusesWord: WORD_REFUSED.some((words) => text.includes(words)),
    asksAboutFew: text.includes(FEW),
    isOpen: offers(LABELS.done) || offers(LABELS.doneLast),
    files: buttons.filter((button) => button.text.includes(REMOVE)).length,
    has: (label) => offers(LABELS[label]),
    offers,
  };
}

/** What a message of the bot's tells besides what it asks for. */
export interface Notice {
  /** Number of the version that was recorded. */
  recorded?: number;
  /** Something that the person sent may be gone. */
  loss?: true;
  /** The bot does not know who this is. */
  stranger?: true;
  /** Another chat took the place of this one. */
  elsewhere?: true;
  /** An answer follows a message that was edited. */
  edited?: true;
  /** What was sent lies in the inbox, and will be answered. */
  kept?: true;
  /** What was written last is not stored. */
  notStored?: true;
  /** The version before is the same, so there is nothing to hand in. */
  unchanged?: true;
  /** The last change was taken back. */
  undone?: true;
  /** There is no change that can be taken back. */
  nothingToUndo?: true;
  /** A file was sent where none is asked for, and is not stored. */
  fileRefused?: true;
}

export function readNotice({ text = '' }: Message): Notice {
  const recorded = RECORDED.exec(text)?.[1];
  return {
    ...(recorded === undefined ? {} : { recorded: Number(recorded) }),
    ...(LOSS.some((words) => text.includes(words)) ? { loss: true as const } : {}),
    ...(text.includes(STRANGER) ? { stranger: true as const } : {}),
    ...(text.includes(ELSEWHERE) ? { elsewhere: true as const } : {}),
    ...(text.includes(EDITED) ? { edited: true as const } : {}),
    ...(text.includes(KEPT) ? { kept: true as const } : {}),
    ...(NOT_STORED.some((words) => text.includes(words)) ? { notStored: true as const } : {}),
    ...(text.includes(UNCHANGED) ? { unchanged: true as const } : {}),
    ...(text.includes(UNDONE) ? { undone: true as const } : {}),
    ...(text.includes(NOTHING_TO_UNDO) ? { nothingToUndo: true as const } : {}),
    ...(text.includes(NO_FILE) ? { fileRefused: true as const } : {}),
  };
}
