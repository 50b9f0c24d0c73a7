import type { FlowEvent } from '../../flows/engine/events.ts';
import type { Input } from '../ports.ts';
import type { BotAction } from './bot-action.ts';
import type { JoinedInput, News, Outcome, Told } from './situation.ts';
import type { Word } from './words.ts';

/** What a person means by what they did. */
export type Intent =
  /** A press on `card`, which shows `draft`, or a typed command. */
  | { type: 'action'; action: BotAction; card?: string; draft?: string }
  /** Text or a file for the question where the person stands; `draft` is that of the question that it replies to. */
  | { type: 'answer'; event: FlowEvent; draft?: string }
  | { type: 'edited'; event: Extract<FlowEvent, { type: 'edited' }> }
  | { type: 'outcome'; news: Outcome }
  | JoinedInput
  | Told
  /** Words to look for on the screen where the person is; `isCut` where a channel had cut them off what came before. */
  | { type: 'search'; text: string; isCut: boolean }
  | { type: 'restored' }
  | Extract<News, { type: 'handed-over' }>
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
