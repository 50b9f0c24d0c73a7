import type { Flow, Language } from '../flows/definition.ts';
import { step } from '../flows/engine.ts';
import type { FlowEvent, StepResult } from '../flows/events.ts';
import { adopt, start } from '../flows/start.ts';
import type { FlowState } from '../flows/state.ts';
import { summarize } from '../flows/summary.ts';
import type {
  BotAction,
  Conversation,
  Head,
  HomeOutput,
  Prompt,
  ReviewStanding,
  Say,
} from './conversation.ts';
import { splitHandle } from './handle.ts';
import type { Address, Input } from './ports.ts';
import type { Review } from './reviews.ts';
import { findTypedAction, type Vocabulary, wordOf } from './vocabulary.ts';

/** A second tap on the same card within this time is the same tap. */
const DOUBLE_TAP_MS = 5_000;

/** One event, with all that is needed to answer it. */
export interface Situation {
  conversation: Conversation;
  /** The person's open review; null if there is none for them. */
  review: Review | null;
  event: { at: string; input: Input | RecordedInput; address: Address };
  vocabulary: Vocabulary;
  /** Random id for a new card. */
  promptId: string;
  /** When the copy was made that the conversation had to be restored from. */
  restoredFrom?: Date;
}

/** Word from the system of record; nobody typed it. */
export interface RecordedInput {
  type: 'recorded';
  number: number;
}

/** What is to be committed: the new head, the flow's change, what is said, and a short word to a presser. */
export interface Response {
  head: Head;
  flow: { key: string; result: StepResult } | null;
  says: readonly { say: Say; prompt: string | null; replaces: string | null }[];
  toast?: 'already-taken' | 'stale';
}

type Intent =
  | { type: 'flow'; event: FlowEvent }
  | { type: 'outside'; action: BotAction }
  | { type: 'unclear' }
  | { type: 'stale'; toast: 'already-taken' | 'stale' };

/** Answers one event. Pure: the same situation always gets the same response. */
export function respond(situation: Situation): Response {
  const head = headOf(situation);
  const intent = readIntent(situation, head);
  if (intent.type === 'stale' && intent.toast === 'already-taken') {
    return { head, flow: null, says: [], toast: intent.toast };
  }
  const answered = answerIntent(situation, { head, intent });
  const toast = intent.type === 'stale' ? { toast: intent.toast } : {};
  return { ...withCards(situation, { ...answered, before: head }), ...toast };
}

interface Answered {
  head: Head;
  flow: Response['flow'];
  says: readonly Say[];
}

function headOf({ conversation, event }: Situation): Head {
  const present = conversation.head;
  if (present === null) {
    return { language: 'vi', address: event.address, place: 'outside', prompt: null, past: null };
  }
  return event.input.type === 'recorded' ? present : { ...present, address: event.address };
}

function readIntent({ event, vocabulary, conversation }: Situation, head: Head): Intent {
  const { input, at } = event;
  switch (input.type) {
    case 'press':
      return readPress(head, { handle: input.handle, at });
    case 'command':
      return toIntent(findTypedAction(input.name, { vocabulary, prompt: head.prompt }), at);
    case 'text': {
      const action =
        input.continues === true
          ? undefined
          : findTypedAction(input.text, { vocabulary, prompt: head.prompt });
      if (action !== undefined) return toIntent(action, at);
      if (head.place === 'outside' || conversation.flow === null) return { type: 'unclear' };
      const { text, continues } = input;
      return {
        type: 'flow',
        event: { type: 'text', text, at, ...(continues === true ? { continues } : {}) },
      };
    }
    case 'file':
      if (head.place === 'outside') return { type: 'unclear' };
      return { type: 'flow', event: { type: 'file', file: { id: input.id, name: input.name }, at } };
    case 'recorded':
      return { type: 'flow', event: { type: 'recorded', number: input.number, at } };
    default:
      return { type: 'unclear' };
  }
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
  if (action === undefined) return { type: 'unclear' };
  switch (action.do) {
    case 'home':
    case 'help':
    case 'languages':
    case 'language':
    case 'begin':
      return { type: 'outside', action };
    default:
      return { type: 'flow', event: { type: 'action', action, at } };
  }
}

function answerIntent(situation: Situation, { head, intent }: { head: Head; intent: Intent }): Answered {
  switch (intent.type) {
    case 'flow':
      return answerInFlow(situation, { head, event: intent.event });
    case 'outside':
      return answerOutside(situation, { head, action: intent.action });
    case 'unclear':
      return home(situation, {
        head,
        problem: situation.conversation.head === null ? undefined : 'not-stored',
      });
    case 'stale':
      return showAgain(situation, head);
  }
}

/** The state of the review under today's questions, begun if need be; nothing where there is no review. */
function reviewState({
  conversation,
  review,
  event,
}: Situation): { flow: Flow; state: FlowState } | undefined {
  if (review === null) return undefined;
  const present = conversation.flow?.key === review.key ? conversation.flow.state : undefined;
  const previous = present === undefined ? undefined : review.earlier(present.cursor.flow);
  const state = present === undefined ? start(review.flow, event.at) : adopt(review.flow, present, previous);
  return { flow: review.flow, state };
}

function answerInFlow(situation: Situation, { head, event }: { head: Head; event: FlowEvent }): Answered {
  const present = reviewState(situation);
  const key = situation.review?.key;
  if (present === undefined || key === undefined) return home(situation, { head, problem: undefined });
  const result = step(present.flow, present.state, event);
  const place = event.type === 'recorded' ? head.place : 'flow';
  return { head: { ...head, place }, flow: { key, result }, says: result.outputs };
}

function answerOutside(situation: Situation, { head, action }: { head: Head; action: BotAction }): Answered {
  const outside: Head = { ...head, place: 'outside' };
  switch (action.do) {
    case 'begin':
      return answerInFlow(situation, {
        head,
        event: { type: 'action', action: { do: 'resume' }, at: situation.event.at },
      });
    case 'help':
      return { head: outside, flow: null, says: [{ type: 'help', choices: [], actions: [{ do: 'home' }] }] };
    case 'languages':
      return { head: outside, flow: null, says: [languageCard()] };
    case 'language':
      return switchLanguage(situation, { ...head, language: action.to });
    default:
      return home(situation, { head, problem: undefined });
  }
}

function languageCard(): HomeOutput {
  const languages: Language[] = ['vi', 'en'];
  return {
    type: 'languages',
    choices: languages.map((to) => ({ do: 'language', to })),
    actions: [{ do: 'home' }],
  };
}

/** In the new language the person stands where they stood. */
function switchLanguage(situation: Situation, head: Head): Answered {
  const present = situation.conversation.flow;
  const inside = present !== null && present.state.cursor.place !== 'rest';
  return inside
    ? showAgain(situation, { ...head, place: 'flow' })
    : home(situation, { head, problem: undefined });
}

function showAgain(situation: Situation, head: Head): Answered {
  if (head.place === 'outside') return home(situation, { head, problem: undefined });
  return answerInFlow(situation, { head, event: { type: 'show', at: situation.event.at } });
}

function home(
  situation: Situation,
  { head, problem }: { head: Head; problem: string | undefined },
): Answered {
  const present = reviewState(situation);
  const standing = present === undefined ? null : standingOf(situation, present);
  const ways: BotAction[] = standing === null ? [] : [{ do: 'begin' }];
  if (standing?.started === true) ways.push({ do: 'overview', page: 0 });
  const says: HomeOutput[] = [
    {
      type: 'home',
      standing,
      choices: [],
      actions: [...ways, { do: 'languages' }, { do: 'help' }],
      ...(problem === undefined ? {} : { problem: { code: problem } }),
    },
  ];
  return { head: { ...head, place: 'outside' }, flow: null, says };
}

function standingOf(situation: Situation, present: { flow: Flow; state: FlowState }): ReviewStanding {
  const { cycle } = situation.review as Review;
  const { submission } = present.state.cursor;
  return {
    ...cycle,
    ...summarize(present.flow, present.state),
    started: situation.conversation.flow !== null,
    submission: submission === null ? null : { ...submission, at: submission.submittedAt },
  };
}

/** Gives the last thing that can be pressed its handles, and lets it take the place of the same card. */
function withCards(situation: Situation, answered: Answered & { before: Head }): Response {
  const { restoredFrom, promptId, event } = situation;
  const { before, flow } = answered;
  const notice: Say[] =
    restoredFrom === undefined ? [] : [{ type: 'restored', at: restoredFrom.toISOString() }];
  const says = [...notice, ...answered.says];
  const last = says.findLast((say) => 'actions' in say && say.actions.length + say.choices.length > 0);
  if (last === undefined) {
    return { head: answered.head, flow, says: says.map((say) => ({ say, prompt: null, replaces: null })) };
  }
  const prompt = toPrompt(promptId, last);
  const inPlace = event.input.type === 'press' && before.prompt?.card === prompt.card;
  return {
    head: withPrompt(answered.head, prompt, event.at),
    flow,
    says: says.map((say) => ({
      say,
      prompt: say === last ? promptId : null,
      replaces: say === last && inPlace ? (before.prompt?.id ?? null) : null,
    })),
  };
}

function withPrompt(head: Head, prompt: Prompt, at: string): Head {
  const past = head.prompt === null ? head.past : { id: head.prompt.id, replacedAt: at };
  return { ...head, prompt, past };
}

function toPrompt(id: string, say: Say): Prompt {
  const card = 'step' in say ? `${say.type} ${say.step}` : say.type;
  if (!('actions' in say)) return { id, card, choices: [], actions: [], words: [] };
  const { choices, actions } = say;
  return { id, card, choices, actions, words: actions.map((action) => wordOf(action, say)) };
}
