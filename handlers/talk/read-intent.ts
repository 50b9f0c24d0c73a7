import { chooseOption } from '../../flows/answers/choice.ts';
import { isFewLetters } from '../../flows/answers/typed-words.ts';
import type { FlowEvent } from '../../flows/engine/events.ts';
import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import { readInvitationCode, saysMoreThanCode } from '../../models/chat/invitation-code.ts';
import { memberAt } from '../forms/person-act.ts';
import type { Input } from '../ports.ts';
import { screenOf } from '../screens/catalogue.ts';
import type { BotAction } from './bot-action.ts';
import type { Card, Head } from './conversation.ts';
import type { Intent } from './intent.ts';
import { messageOf } from './message-name.ts';
import { openNews, readPress } from './read-press.ts';
import type { Situation } from './situation.ts';
import { isStoredAlready, unsureIn } from './stored-already.ts';
import { type Command, findCommand } from './vocabulary.ts';

const UNCLEAR: Intent = { type: 'unclear' };
const UNKNOWN_COMMAND: Intent = { type: 'unknown-command' };
/** "/abc" and nothing after it. */
const LONE_COMMAND = /^\s*\/\p{L}[\p{L}\p{N}_]*\s*$/u;

/** Reads what a person means: an action, an answer, or why it is neither. */
export function readIntent(situation: Situation, head: Head): Intent {
  const { event, vocabulary } = situation;
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
      const at = formAt(situation, head);
      return readCommand(findCommand(input.name, { vocabulary, card, at })) ?? UNKNOWN_COMMAND;
    }
    case 'text':
      return readText(situation, { head, input });
    case 'edited':
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
    case 'handed-over':
    case 'unsupported':
      return input;
    case 'reachable':
      return UNCLEAR;
  }
}

/** The card that typed numbers and words belong to; none where it asks about a form that is no longer asked for. */
function cardInFront({ conversation: { cards, head: before } }: Situation, head: Head): Card | undefined {
  const card = cards.live.find(({ id }) => id === cards.front);
  // What says that it was handed in asks nothing, and leads on.
  const asks = before?.at === 'draft' && card?.subject !== 'submitted';
  return asks && head.at !== 'draft' ? undefined : card;
}

function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

type TypedInput = Extract<Input, { type: 'text' }>;

/** What was typed is a command, or else text for the question where the person stands. */
function readText(situation: Situation, { head, input }: { head: Head; input: TypedInput }): Intent {
  const { event, conversation } = situation;
  const { passedOn, replyTo: _message, ...typed } = input;
  const replied = input.continues === true ? undefined : questionRepliedTo(situation, head);
  if (input.continues !== true && passedOn !== true) {
    const opened = replied === undefined ? openNews(situation, input.text) : undefined;
    const intent = opened ?? readTyped(situation, { head, text: input.text, replies: replied !== undefined });
    if (intent !== undefined) return intent;
  }
  if (replied === undefined && (head.at !== 'draft' || conversation.draft === null)) {
    return readAtScreen(head, input);
  }
  const few = input.continues !== true && isFewLetters(input.text) ? { few: true as const } : {};
  const rest = { ...messageOf(input.message, head), ...unsureIn(situation), ...few };
  const answer: FlowEvent = { ...typed, at: event.at, ...rest };
  if (replied === undefined) return { type: 'answer', event: answer };
  return { type: 'answer', event: { ...answer, replyTo: replied.step }, draft: replied.draft };
}

/** The command that a text is; nothing if it is an answer, or means an option of the question. */
function readTyped(
  situation: Situation,
  { head, text, replies }: { head: Head; text: string; replies: boolean },
): Intent | undefined {
  const { vocabulary } = situation;
  // A number that replies to another question picks nothing of the card in front.
  const card = replies ? undefined : cardInFront(situation, head);
  const command = findCommand(text, { vocabulary, card, at: formAt(situation, head) });
  if (!replies && leadsElsewhere(command, card) && isOption(situation, { head, text })) return undefined;
  return readCommand(command) ?? (LONE_COMMAND.test(text) ? UNKNOWN_COMMAND : undefined);
}

/** The form at which the person stands, and whom it is for, unless they are pausing in it. */
function formAt({ conversation: { draft } }: Situation, head: Head) {
  if (head.at !== 'draft' || draft === null) return undefined;
  const { identity, state } = draft;
  return { form: identity.form, member: state.cursor.place === 'rest' ? '' : memberAt(identity, state) };
}

/** Whether a command leads away from a question that does not offer it. */
function leadsElsewhere(command: Command | undefined, card: Card | undefined): boolean {
  if (command === undefined || !('action' in command)) return false;
  const { action } = command;
  const offered: readonly BotAction[] = card === undefined ? [] : [...card.choices, ...card.actions];
  return (action.do === 'begin' || action.do === 'open') && !offered.includes(action);
}

/** Whether a text means an option of the question where the person stands: "chuyển sinh hoạt" may be a reason to leave. */
function isOption(
  { front, conversation: { draft } }: Situation,
  { head, text }: { head: Head; text: string },
): boolean {
  if (head.at !== 'draft' || draft === null || front === null || front === 'unknown') return false;
  const { place, step: id } = draft.state.cursor;
  const step = front.flow.steps[front.flow.indexOf.get(id) ?? -1];
  const isChoice = step?.kind === 'choice' || step?.kind === 'choices';
  return place === 'step' && isChoice && chooseOption(step, text) !== undefined;
}

/** Text where no question is in front is looked for, if the screen there takes that. */
function readAtScreen({ at }: Head, { text, continues }: TypedInput): Intent {
  return at !== 'draft' && screenOf(at.screen).takesSearch === true
    ? { type: 'search', text, isCut: continues === true }
    : UNCLEAR;
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
  const isThere = cursor?.step === step && ['step', 'unconfirmed'].includes(cursor.place);
  return isThere ? undefined : { draft: shows.draft, step };
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
  const file = { id, ...(name === undefined ? {} : { name }) };
  return { type: 'file', file, at, ...(captioned === true ? { captioned } : {}) };
}

function readCommand(command: Command | undefined): Intent | undefined {
  if (command === undefined) return undefined;
  if ('action' in command) return { type: 'action', action: command.action };
  return command.word === 'thanks' ? { type: 'thanks' } : { type: 'not-here', word: command.word };
}
