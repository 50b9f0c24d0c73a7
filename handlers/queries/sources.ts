import type { FlowState } from '../../flows/engine/state.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { DescribeAccount } from './describe-account.ts';
import type { Reviews } from './reviews.ts';

/** What screens and forms read with. What needs the system of record rejects while it is away. */
export interface Sources {
  database: Database;
  keys: KeyRing;
  reviews: Reviews;
  describeAccount: DescribeAccount;
}

/** The same in the conversation with one person. */
export interface PersonSources extends Sources {
  /** ISO 8601 UTC. */
  at: string;
  /** The state of a draft of theirs; undefined if it was not begun. Throws `draft-unreadable`. */
  stateOf(identity: DraftIdentity): Promise<FlowState | undefined>;
}
