import { isFewLetters } from '../flows/answers/typed-words.ts';
import { LANGUAGES, type Language } from '../flows/definition.ts';
import type { FlowEvent } from '../flows/engine/events.ts';
import { writtenIn } from '../flows/engine/reversal.ts';
import { readInvitationCode, saysMoreThanCode } from '../models/invitation-code.ts';
import type { BotAction, Head } from './conversation.ts';
import { splitHandle } from './handle.ts';
import type { Input } from './ports.ts';
import type { JoinedInput, OutsideAction, Situation } from './situation.ts';
import { type Command, findCommand } from './vocabulary.ts';
import type { Word } from './words.ts';

/** A second tap on the same card within this time is the same tap. */
const DOUBLE_TAP_MS = 5_000;

/** What a person means by what they did. */
export type Intent =
  | { type: 'flow'; event: FlowEvent }
  | { type: 'outside'; action: OutsideAction }
  | JoinedInput
  | { type: 'restored' }
  /** An invitation, where none is needed. */
  | { type: 'invited' }
  | Extract<Input, { type: 'unsupported' }>
  | { type: 'thanks' }
  /** A word that does nothing where the person stands. */
  | { type: 'not-here'; word: Word }
  | { type: 'unknown-command' }
  | { type: 'unclear' }
  | { type: 'stale'; toast: 'already-taken' | 'stale' };

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
      return readPress(head, { handle: input.handle, at });
    case 'command':
      if (input.name === 'language' && isLanguage(input.argument)) {
        return { type: 'outside', action: { do: 'language', to: input.argument } };
      }
      return readCommand(findCommand(input.name, { vocabulary, prompt: head.prompt }), at) ?? UNKNOWN_COMMAND;
    case 'text':
      return readText(situation, { head, input });
    case 'edited':
      if (conversation.flow === null) return UNCLEAR;
      return { type: 'flow', event: { ...input, at, ...messageOf(input.message, head) } };
    case 'file':
      if (head.place === 'outside') return UNCLEAR;
      return { type: 'flow', event: toFileEvent(input, at) };
    case 'recorded':
      return { type: 'flow', event: { type: 'recorded', number: input.number, at } };
    case 'joined':
    case 'restored':
    case 'unsupported':
      return input;
    case 'reachable':
      return UNCLEAR;
  }
}

function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

type TypedInput = Extract<Input, { type: 'text' }>;

/** What was typed is a command, or else text for the question where the person stands. */
function readText(situation: Situation, { head, input }: { head: Head; input: TypedInput }): Intent {
  const { event, vocabulary, conversation } = situation;
  const { passedOn, ...typed } = input;
  if (input.continues !== true && passedOn !== true) {
    const command = findCommand(input.text, { vocabulary, prompt: head.prompt });
    const intent = readCommand(command, event.at);
    if (intent !== undefined) return intent;
    if (LONE_COMMAND.test(input.text)) return UNKNOWN_COMMAND;
  }
  if (head.place === 'outside' || conversation.flow === null) return UNCLEAR;
  const few = input.continues !== true && isFewLetters(input.text) ? { few: true as const } : {};
  const rest = { ...messageOf(input.message, head), ...unsureIn(situation), ...few };
  return { type: 'flow', event: { ...typed, at: event.at, ...rest } };
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
  if (conversation.flow === null || unsureIn(situation).unsure !== true) return false;
  const { draft, cursor } = conversation.flow.state;
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

/** A message's name is only unique in its chat. */
function messageOf(message: string, { address }: Head): { message: string };
function messageOf(message: string | undefined, { address }: Head): { message?: string };
function messageOf(message: string | undefined, { address }: Head): { message?: string } {
  return message === undefined ? {} : { message: `${address.channel}:${address.chat}:${message}` };
}

function readPress(head: Head, press: { handle: string; at: string }): Intent {
  const { prompt, place } = splitHandle(press.handle);
  if (head.prompt?.id === prompt) {
    const offers = [...head.prompt.choices, ...head.prompt.actions];
    const action = /^\d{1,3}$/.test(place) ? offers[Number(place)] : undefined;
    if (action !== undefined) return toIntent(action, press.at);
  }
  const again =
    head.past?.id === prompt && Date.parse(press.at) - Date.parse(head.past.replacedAt) < DOUBLE_TAP_MS;
  return { type: 'stale', toast: again ? 'already-taken' : 'stale' };
}

function readCommand(command: Command | undefined, at: string): Intent | undefined {
  if (command === undefined) return undefined;
  if ('action' in command) return toIntent(command.action, at);
  return command.word === 'thanks' ? { type: 'thanks' } : { type: 'not-here', word: command.word };
}

function toIntent(action: BotAction, at: string): Intent {
  switch (action.do) {
    case 'home':
    case 'help':
    case 'languages':
    case 'language':
    case 'begin':
    case 'privacy':
    case 'data':
    case 'erase':
    case 'unlink':
      return { type: 'outside', action };
    default:
      return { type: 'flow', event: { type: 'action', action, at } };
  }
}
