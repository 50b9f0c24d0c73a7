import { createHash } from 'node:crypto';
import { isFewLetters } from '../../flows/answers/typed-words.ts';
import type { FlowEvent } from '../../flows/engine/events.ts';
import { writtenIn } from '../../flows/engine/reversal.ts';
import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import { readInvitationCode, saysMoreThanCode } from '../../models/chat/invitation-code.ts';
import type { Input } from '../ports.ts';
import { screenOf } from '../screens/catalogue.ts';
import type { BotAction } from './bot-action.ts';
import type { Card, Head } from './conversation.ts';
import { splitHandle } from './handle.ts';
import type { JoinedInput, Outcome, Situation, Told } from './situation.ts';
import { type Command, findCommand, newsToOpen } from './vocabulary.ts';
import type { Word } from './words.ts';

/** More than any two messages have in common by chance. */
const NAME_LENGTH = 22;

/** A second tap on the same card within this time is the same tap. */
const DOUBLE_TAP_MS = 5_000;

/** What a person means by what they did. */
export type Intent =
  /** A press on `card`, which shows `draft`, or a typed command. */
  | { type: 'action'; action: BotAction; card?: string; draft?: string }
  /** Text or a file for the question where the person stands; `draft` is that of the question that it replies to. */
  | { type: 'answer'; event: FlowEvent; draft?: string }
  | { type: 'edited'; event: FlowEvent }
  | { type: 'outcome'; news: Outcome }
  | JoinedInput
  | Told
  /** Words to look for on the screen where the person is. */
  | { type: 'search'; text: string }
  | { type: 'restored' }
  /** An invitation, where none is needed. */
  | { type: 'invited' }
  | Extract<Input, { type: 'unsupported' }>
  | { type: 'thanks' }
  /** A word that does nothing where the person stands. */
  | { type: 'not-here'; word: Word }
  | { type: 'unknown-command' }
  | { type: 'unclear' }
  /** A press on a card that was replaced; `draft` is what it showed. */
  | { type: 'stale'; toast: 'already-taken' | 'stale'; draft?: string };

const UNCLEAR: Intent = { type: 'unclear' };
const UNKNOWN_COMMAND: Intent = { type: 'unknown-command' };
/** "/abc" and nothing after it. */
const LONE_COMMAND = /^\s*\/\p{L}[\p{L}\p{N}_]*\s*$/u;

export function readIntent(situation: Situation, head: Head): Intent {
  const { event, vocabulary, conversation } = situation;
  const { input, at } = event;
  if (isInvitation(input)) return { type: 'invited' };
  if (isStoredAlready(situation, head)) return { type: 'stale', toast: 'already-taken' };
  switch (input.type) {
    case 'press':
      return readPress(situation, { handle: input.handle, at });
    case 'command': {
      if (input.name === 'language' && isLanguage(input.argument)) {
        return { type: 'action', action: { do: 'language', to: input.argument } };
      }
      const card = cardInFront(situation, head);
      return readCommand(findCommand(input.name, { vocabulary, card })) ?? UNKNOWN_COMMAND;
    }
    case 'text':
      return readText(situation, { head, input });
    case 'edited':
      if (conversation.draft === null) return UNCLEAR;
      return { type: 'edited', event: { ...input, at, ...messageOf(input.message, head) } };
    case 'file':
      return head.at === 'draft' ? { type: 'answer', event: toFileEvent(input, at) } : UNCLEAR;
    case 'recorded':
    case 'withdrawn':
    case 'refused':
      return { type: 'outcome', news: input };
    case 'joined':
    case 'told':
    case 'restored':
    case 'unsupported':
      return input;
    case 'reachable':
      return UNCLEAR;
  }
}

/** The card that typed numbers and words belong to; none where it asks about a form that is no longer asked for. */
function cardInFront({ conversation: { cards, head: before } }: Situation, head: Head): Card | undefined {
  if (before?.at === 'draft' && head.at !== 'draft') return undefined;
  return cards.live.find(({ id }) => id === cards.front);
}

function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

type TypedInput = Extract<Input, { type: 'text' }>;

/** What was typed is a command, or else text for the question where the person stands. */
function readText(situation: Situation, { head, input }: { head: Head; input: TypedInput }): Intent {
  const { event, vocabulary, conversation } = situation;
  const { passedOn, replyTo: _message, ...typed } = input;
  const replied = input.continues === true ? undefined : questionRepliedTo(situation, head);
  if (input.continues !== true && passedOn !== true) {
    const opened = replied === undefined ? openNews(situation, input.text) : undefined;
    if (opened !== undefined) return opened;
    // A number that replies to another question picks nothing of the card in front.
    const card = replied === undefined ? cardInFront(situation, head) : undefined;
    const intent = readCommand(findCommand(input.text, { vocabulary, card }));
    if (intent !== undefined) return intent;
    if (LONE_COMMAND.test(input.text)) return UNKNOWN_COMMAND;
  }
  if (replied === undefined && (head.at !== 'draft' || conversation.draft === null)) {
    return readAtScreen(head, input.text);
  }
  const few = input.continues !== true && isFewLetters(input.text) ? { few: true as const } : {};
  const rest = { ...messageOf(input.message, head), ...unsureIn(situation), ...few };
  const answer: FlowEvent = { ...typed, at: event.at, ...rest };
  if (replied === undefined) return { type: 'answer', event: answer };
  return { type: 'answer', event: { ...answer, replyTo: replied.step }, draft: replied.draft };
}

/** Text where no question is in front is looked for, if the screen there takes that. */
function readAtScreen({ at }: Head, text: string): Intent {
  return at !== 'draft' && screenOf(at.screen).takesSearch === true ? { type: 'search', text } : UNCLEAR;
}

/** The question whose card a text replies to; nothing where that is not known, or the person stands there. */
function questionRepliedTo(
  { conversation: { cards, draft }, repliedTo = [] }: Situation,
  head: Head,
): { draft: string; step: string } | undefined {
  const card = [...cards.replaced, ...cards.live].findLast(({ id }) => repliedTo.includes(id));
  if (card === undefined || card.id === cards.front) return undefined;
  const { shows, step } = card;
  if (step === undefined || !('draft' in shows)) return undefined;
  const cursor = head.at === 'draft' && draft?.id === shows.draft ? draft.state.cursor : undefined;
  const isThere = cursor?.step === step && ['step', 'late'].includes(cursor.place);
  return isThere ? undefined : { draft: shows.draft, step };
}

/** The first action of the news card that a typed word names ("mở 3"). */
function openNews({ conversation: { cards } }: Situation, text: string): Intent | undefined {
  const number = newsToOpen(text);
  const card = number === undefined ? undefined : cards.live.find(({ news }) => news === number);
  const [action] = card?.actions ?? [];
  return card === undefined || action === undefined ? undefined : pressOf(card, action);
}

function pressOf({ id: card, shows }: Card, action: BotAction): Intent {
  return { type: 'action', action, card, ...('draft' in shows ? { draft: shows.draft } : {}) };
}

/** A code is a secret and never the answer to a question, however it is handed over; a sentence that holds one may be. */
function isInvitation(input: Situation['event']['input']): boolean {
  switch (input.type) {
    case 'command':
      return readInvitationCode(input.argument ?? '') !== undefined;
    case 'text':
    case 'edited': {
      const isOwn = input.type === 'edited' || input.passedOn !== true;
      return readInvitationCode(input.text) !== undefined && !(isOwn && saysMoreThanCode(input.text));
    }
    default:
      return false;
  }
}

function toFileEvent({ id, name, captioned }: Extract<Input, { type: 'file' }>, at: string): FlowEvent {
  return { type: 'file', file: { id, name }, at, ...(captioned === true ? { captioned } : {}) };
}

/** Where a conversation had to be brought back, the person may have been at a question that its copy did not reach. */
function unsureIn({ conversation, restoredFrom }: Situation): { unsure?: true } {
  const isRestored = restoredFrom !== undefined || conversation.head?.restored === true;
  return isRestored ? { unsure: true } : {};
}

/**
 * With a conversation that had to be brought back the marks of what was taken are gone, too, and a messenger may deliver
 * again what it got no receipt for: a message or file of which the copy has the answer already is taken.
 */
function isStoredAlready(situation: Situation, head: Head): boolean {
  const { event, conversation } = situation;
  if (conversation.draft === null || unsureIn(situation).unsure !== true) return false;
  const { draft, cursor } = conversation.draft.state;
  const all = Object.values(draft.answers);
  switch (event.input.type) {
    case 'file': {
      const { id } = event.input;
      return all.some(
        (answer) => answer.kind === 'attachment' && answer.files.some((file) => file.id === id),
      );
    }
    case 'text': {
      const { message } = messageOf(event.input.message, head);
      const parts = [...all.flatMap(writtenIn), ...cursor.late];
      return message !== undefined && parts.some((part) => part.message === message);
    }
    default:
      return false;
  }
}

/** A message's name is only unique in its chat, whose id must not be left in an answer once the chat was given up. */
function messageOf(message: string, { address }: Head): { message: string };
function messageOf(message: string | undefined, { address }: Head): { message?: string };
function messageOf(message: string | undefined, { address }: Head): { message?: string } {
  if (message === undefined) return {};
  const name = `${address?.channel}:${address?.chat}:${message}`;
  return { message: createHash('sha256').update(name).digest('base64url').slice(0, NAME_LENGTH) };
}

function readPress({ conversation: { cards } }: Situation, press: { handle: string; at: string }): Intent {
  const { card: id, place } = splitHandle(press.handle);
  const card = cards.live.find((one) => one.id === id);
  if (card !== undefined && isSoonAfter(card.pressedAt, press.at)) {
    return { type: 'stale', toast: 'already-taken' };
  }
  if (card !== undefined) {
    const action = /^\d{1,3}$/.test(place) ? [...card.choices, ...card.actions][Number(place)] : undefined;
    if (action !== undefined) return pressOf(card, action);
  }
  const replaced = cards.replaced.find((one) => one.id === id);
  // The same tap twice has nothing between; other cards have come since where it is not the last.
  const isLast = replaced?.pressed === true && cards.replaced.at(-1)?.id === id;
  const again = isLast && isSoonAfter(replaced.replacedAt, press.at);
  const draft = replaced !== undefined && 'draft' in replaced.shows ? { draft: replaced.shows.draft } : {};
  return { type: 'stale', toast: again ? 'already-taken' : 'stale', ...draft };
}

function isSoonAfter(before: string | undefined, at: string): boolean {
  return before !== undefined && Date.parse(at) - Date.parse(before) < DOUBLE_TAP_MS;
}

function readCommand(command: Command | undefined): Intent | undefined {
  if (command === undefined) return undefined;
  if ('action' in command) return { type: 'action', action: command.action };
  return command.word === 'thanks' ? { type: 'thanks' } : { type: 'not-here', word: command.word };
}
