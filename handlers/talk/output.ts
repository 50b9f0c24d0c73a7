import type { Output, Problem } from '../../flows/engine/events.ts';
import type { Input } from '../ports.ts';
import type { BotAction, ScreenParams } from './bot-action.ts';

interface Offers {
  choices: readonly BotAction[];
  actions: readonly BotAction[];
  problem?: Problem;
}

/** A screen with what it shows. Its facts are those that its `load` returned. */
export type ScreenOutput = {
  type: 'screen';
  screen: string;
  params?: ScreenParams;
  facts: unknown;
  /** Why it shows nothing: the system of record is away, or the person may not see it. */
  withheld?: 'unavailable' | 'not-allowed';
  /** Understood where their words are typed, besides the actions. */
  typed?: readonly BotAction[];
} & Offers;

/** What was handed in for good is received. */
type Received = Omit<Extract<Output, { type: 'submitted' }>, 'actions'> & Offers;
/** Or it was given up. */
type GivenUp = Omit<Extract<Output, { type: 'given-up' }>, 'actions'> & Offers;

/** What is handed in once was refused, and can be corrected. */
type Refused = Extract<Output, { type: 'refused' }> & Offers;

/**
 * The outcome of a formal act whose receipt was not sent: it says in its place what that would have said, and has its
 * buttons. `receivedAt` is when the person did it; ISO 8601, UTC.
 */
type Concluded = Extract<Output, { type: 'recorded' | 'withdrawn' | 'refused' }> &
  Offers & { receivedAt: string };

/** What a command made for its person alone. It is said once, and no card, copy or record holds it. */
export type HandedOver = {
  type: 'invitation';
  /** Who is invited. */
  name: string;
  code: string;
  /** ISO 8601, UTC. */
  until: string;
};

/** What is said beside forms and screens. */
export type Notice =
  | HandedOver
  /** The person's draft is of a shape that this version of the program does not read. */
  | ({ type: 'unreadable' } & Offers)
  /** The last word to a chat that is no longer bound to a person. */
  | { type: 'unlinked' }
  /** To somebody who no longer belongs to the organisation. */
  | { type: 'has-left' }
  /** Administration has erased what the person had written and not handed in. */
  | { type: 'erased' }
  /** To the person's other chats: one more was bound; `ended` where it took this one's place. */
  | { type: 'linked-elsewhere'; at: string; ended: boolean }
  | { type: 'unsupported'; kind: UnsupportedKind }
  /** Another person did something; it names the thing and not what it says, as it is read on locked screens. */
  | ({ type: 'news'; kind: string; values?: Readonly<Record<string, string | number>> } & Offers)
  /** To a word of thanks. */
  | { type: 'thanked' }
  /** `at` is null where nothing could be restored. */
  | { type: 'restored'; at: string | null };

export type UnsupportedKind = Extract<Input, { type: 'unsupported' }>['kind'];

/**
 * What the bot says, without words. A question is `brief` where it stands right above: it is only named again. `stored`
 * is the question that a text was stored at, where it is named because news had come in between.
 */
export type BotOutput = (Output | Received | GivenUp | Refused | Concluded | ScreenOutput | Notice) & {
  brief?: true;
  stored?: string;
  /** It is about another draft than the one in front. */
  elsewhere?: true;
  /**
   * It is told because somebody did something: its card leaves the one in front as it is, and offers the first of its
   * actions, also by a word with a number of its own ("mở 3").
   */
  news?: true;
  /** That number; it comes with the card. */
  newsNumber?: number;
};

/** Names the kind of an output; each screen is a kind of its own, and so is news of each person or unit. */
export function kindOf(output: BotOutput): string {
  if (output.type === 'news') {
    const { kind, values } = output;
    return values === undefined ? `news ${kind}` : `news ${kind} ${JSON.stringify(values)}`;
  }
  return output.type === 'screen' ? `screen ${output.screen}` : output.type;
}
