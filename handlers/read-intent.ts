import { LANGUAGES, type Language } from '../flows/definition.ts';
import type { FlowEvent } from '../flows/events.ts';
import { readInvitationCode } from '../models/invitation.ts';
import type { BotAction, Head } from './conversation.ts';
import { splitHandle } from './handle.ts';
import type { Input } from './ports.ts';
import type { JoinedInput, OutsideAction, Situation } from './situation.ts';
import { findTypedAction } from './vocabulary.ts';

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
  | { type: 'unclear' }
  | { type: 'stale'; toast: 'already-taken' | 'stale' };

const UNCLEAR: Intent = { type: 'unclear' };

export function readIntent(situation: Situation, head: Head): Intent {
  const { event, vocabulary, conversation } = situation;
  const { input, at } = event;
  switch (input.type) {
    case 'press':
      return readPress(head, { handle: input.handle, at });
    case 'command':
      if (input.argument !== undefined && readInvitationCode(input.argument) !== undefined) {
        return { type: 'invited' };
      }
      if (input.name === 'language' && isLanguage(input.argument)) {
        return { type: 'outside', action: { do: 'language', to: input.argument } };
      }
      return toIntent(findTypedAction(input.name, { vocabulary, prompt: head.prompt }), at);
    case 'text': {
      const { passedOn, ...typed } = input;
      const isText = input.continues === true || passedOn === true;
      const action = isText ? undefined : findTypedAction(input.text, { vocabulary, prompt: head.prompt });
      if (action !== undefined) return toIntent(action, at);
      if (head.place === 'outside' || conversation.flow === null) return UNCLEAR;
      const rest = { ...messageOf(input.message, head), ...unsureIn(situation) };
      return { type: 'flow', event: { ...typed, at, ...rest } };
    }
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

function toFileEvent({ id, name, captioned }: Extract<Input, { type: 'file' }>, at: string): FlowEvent {
  return { type: 'file', file: { id, name }, at, ...(captioned === true ? { captioned } : {}) };
}

/** Where a conversation had to be brought back, the person may have been at a question that its copy did not reach. */
function unsureIn({ conversation, restoredFrom }: Situation): { unsure?: true } {
  const isRestored = restoredFrom !== undefined || conversation.head?.restored === true;
  return isRestored ? { unsure: true } : {};
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

function toIntent(action: BotAction | undefined, at: string): Intent {
  if (action === undefined) return UNCLEAR;
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
