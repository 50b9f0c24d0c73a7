import type { FlowState } from '../../flows/engine/state.ts';
import type { Text } from '../../flows/forms/definition.ts';
import type { Post } from '../../models/organisation/post.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Log } from '../ports.ts';
import type { DescribeAccount } from './describe-account.ts';
import type { ReadDirectory } from './directory.ts';
import type { Lately } from './lately.ts';
import type { Members } from './members.ts';
import type { Reviews } from './reviews.ts';

/** What screens and forms read with. What needs the system of record rejects while it is away. */
export interface Sources {
  database: Database;
  keys: KeyRing;
  reviews: Reviews;
  members: Members;
  describeAccount: DescribeAccount;
  readDirectory: ReadDirectory;
  /** Looks up what need not be newer than a minute, also while the system of record is away. */
  lately: Lately;
  /** A sentence of the locale files in every language. */
  sayInAll(key: string, values?: Readonly<Record<string, string | number>>): Text;
  now(): Date;
  /** A random id. */
  newId(): string;
  log: Log;
}

/** The same in the conversation with one person. */
export interface PersonSources extends Sources {
  /** ISO 8601 UTC. */
  at: string;
  /** The reader's posts, where a screen goes by them (`readsPosts`); none otherwise. */
  posts: readonly Post[];
  /** Their drafts that were left half, the one that was worked at last first. */
  begun: readonly DraftIdentity[];
  /** The state of a draft of theirs; undefined if it was not begun. Throws `draft-unreadable`. */
  stateOf(identity: DraftIdentity): Promise<FlowState | undefined>;
  /** A draft of theirs of a form that was not handed in, of those that `isWanted`; null if there is none. */
  findUnfinished(
    form: string,
    isWanted?: (state: FlowState, identity: DraftIdentity) => boolean | Promise<boolean>,
  ): Promise<DraftIdentity | null>;
}
