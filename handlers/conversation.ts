import type { Language } from '../flows/definition.ts';
import type { Action, Output, Problem, Progress, StepResult } from '../flows/engine/events.ts';
import { readState, type SavedState, type Unreadable } from '../flows/engine/read-state.ts';
import type { FlowState } from '../flows/engine/state.ts';
import type { FlowChange, StoredConversation } from '../models/conversation.ts';
import { AppError } from '../models/errors.ts';
import type { Address, Input } from './ports.ts';
import type { Word } from './words.ts';

/** What can be pressed or typed anywhere: the ways of a flow, and those outside of it. */
export type BotAction =
  | Action
  | { do: 'home' }
  | { do: 'begin' }
  | { do: 'help' }
  | { do: 'languages' }
  | { do: 'language'; to: Language }
  | { do: 'privacy' }
  | { do: 'data' }
  | { do: 'erase' }
  | { do: 'unlink' };

interface HomeOffers {
  choices: readonly BotAction[];
  actions: readonly BotAction[];
  problem?: Problem;
}

/** How far the person's review is. */
export interface ReviewStanding extends Progress {
  cycle: string;
  year: number;
  /** `YYYY-MM-DD`. */
  draftsDue: string;
  papersBefore: string;
  started: boolean;
  /** Whether all is handed in, or there are answers that were changed since and can be handed in again. */
  stage: 'writing' | 'handed-in' | 'changed';
  submission: { number: number; at: string; recordedAt?: string; changedSince?: true } | null;
}

/** What is said outside of a flow. */
export type HomeOutput =
  | ({ type: 'home'; standing: ReviewStanding | null; note?: 'joined' } & HomeOffers)
  /** The person's draft is of a shape that this version of the program does not read. */
  | ({ type: 'unreadable' } & HomeOffers)
  | ({ type: 'help' } & HomeOffers)
  | ({ type: 'languages' } & HomeOffers)
  | ({ type: 'privacy' } & HomeOffers)
  /** All that is held on the person, looked up when it is said. */
  | ({ type: 'data'; standing: ReviewStanding | null } & HomeOffers)
  | ({ type: 'erase'; answered: number } & HomeOffers)
  /** The last word to a chat that is no longer bound to a person. */
  | { type: 'unlinked' }
  /** To the person's other chats: one more was bound; `ended` where it took this one's place. */
  | { type: 'linked-elsewhere'; at: string; ended: boolean }
  | { type: 'unsupported'; kind: UnsupportedKind }
  /** To a word of thanks. */
  | { type: 'thanked' }
  /** `at` is null where nothing could be restored. */
  | { type: 'restored'; at: string | null };

export type UnsupportedKind = Extract<Input, { type: 'unsupported' }>['kind'];

/** A question is `brief` where it stands right above what is said: it is only named again. */
export type Say = (Output | HomeOutput) & { brief?: true };

/** The card that can be pressed now; older ones are stale. */
export interface Prompt {
  /** 128 random bits; the handle of a button is this and its place. */
  id: string;
  /** What the card shows; a press that leads to the same card again changes it in place. */
  card: string;
  choices: readonly BotAction[];
  /** The number that is typed for the first of the choices, where they are not counted from 1. */
  first?: number;
  actions: readonly BotAction[];
  /** What to type for each of the actions. */
  words: readonly (Word | undefined)[];
}

/** The small part of a conversation that is not the flow's. */
export interface Head {
  language: Language;
  /** Where the person last wrote from. */
  address: Address;
  /** Typed text goes to the flow, or to nobody. */
  place: 'flow' | 'outside';
  prompt: Prompt | null;
  /** The card before, to tell a double tap from a stale one. */
  past: { id: string; replacedAt: string } | null;
  /** The last thing that came was of no use, and that was said. */
  hushed?: true;
  /** The album that the last file belonged to: its files come one by one, and are answered once. */
  album?: string;
  /** That file came with words, and its card says that they are not kept. */
  captioned?: true;
  /** Brought back from a copy that may be older than what the person sees: what is written next is asked about. */
  restored?: true;
}

/** A conversation as handlers know it. */
export interface Conversation {
  id: string;
  revision: number;
  head: Head | null;
  flow: { key: string; state: FlowState } | null;
  /** A flow that is there but cannot be read. It stays as it is. */
  unreadable?: { key: string; why: Unreadable };
}

/** What was committed to be said or done; ids and references, no words. */
export type OutboxItem =
  | {
      kind: 'say';
      say: Say;
      address: Address;
      language: Language;
      flow: string | null;
      /** Handle base of its buttons; null if it has none. */
      prompt: string | null;
      /** The card that it may take the place of. */
      replaces: string | null;
    }
  | { kind: 'submit'; flow: string; number: number }
  /** The person gave a chat up. */
  | { kind: 'unlink'; address: Address };

/** Conversation of a person; all of their chats share it. */
export function conversationOf(person: string): string {
  return `person:${person}`;
}

export function personOf(conversation: string): string {
  return conversation.slice('person:'.length);
}

export function decodeConversation(id: string, stored: StoredConversation): Conversation {
  const { revision, flow } = stored;
  const head = stored.head === null ? null : (JSON.parse(stored.head) as Head);
  if (flow === null) return { id, revision, head, flow };
  const { key } = flow;
  const read = readState(savedIn(flow.fields));
  if ('unreadable' in read)
    return { id, revision, head, flow: null, unreadable: { key, why: read.unreadable } };
  return { id, revision, head, flow: { key, state: read.state } };
}

/** Reads a state as `encodeFlowChange` wrote it, or an earlier version did. Throws `draft-unreadable`. */
export function decodeState(fields: Readonly<Record<string, string>>): FlowState {
  const read = readState(savedIn(fields));
  if ('state' in read) return read.state;
  throw new AppError('draft-unreadable', { message: `A draft cannot be read: ${read.unreadable}` });
}

const ANSWER_FIELDS = 'answer:';

function savedIn(fields: Readonly<Record<string, string>>): SavedState {
  const answers = Object.entries(fields)
    .filter(([field]) => field.startsWith(ANSWER_FIELDS))
    .map(([field, json]) => [field.slice(ANSWER_FIELDS.length), json]);
  return { facts: fields.facts, cursor: fields.cursor, answers: Object.fromEntries(answers) };
}

/** What a step of a flow changes, ready to be committed. A version that was handed in is kept until it is recorded. */
export function encodeFlowChange(key: string, result: Omit<StepResult, 'outputs'>): FlowChange {
  const answers = Object.entries(result.answers).map(([step, answer]) => [
    `${ANSWER_FIELDS}${step}`,
    answer === null ? null : JSON.stringify(answer),
  ]);
  const submissions = result.effects.map((effect) => [
    submissionField(effect.number),
    effect.type === 'submit' ? JSON.stringify(effect) : null,
  ]);
  const { facts, cursor } = result;
  return {
    key,
    fields: {
      facts: JSON.stringify(facts),
      cursor: JSON.stringify(cursor),
      ...Object.fromEntries([...answers, ...submissions]),
    },
    texts: result.texts,
    dropped: result.dropped,
  };
}

/** Start of the fields in which versions that were handed in wait until they are recorded. */
export const SUBMISSION_FIELDS = 'submission:';

export function submissionField(number: number): string {
  return `${SUBMISSION_FIELDS}${number}`;
}
