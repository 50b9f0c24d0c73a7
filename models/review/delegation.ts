import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { bumpRevision } from '../store/revision.ts';

/** That a person is named to answer for a member in one cycle ("người trả lời thay"). */
export interface Delegation {
  /** Id of the command that named them. */
  _id: string;
  /** Version of the shape. */
  v: 1;
  cycle: string;
  /** Code of the person for whom is answered. */
  member: string;
  /** Code of the person who answers. */
  delegate: string;
  /** Code of the person who recorded it: the member, or a secretary to whom they said so on paper. */
  namedBy: string;
  namedAt: Date;
  /** `YYYY-MM-DD` of the paper in which the member named them; null where they did so in a chat. */
  paperDay: string | null;
  /** Whether it was withdrawn, or another one took its place after one of the two had left. */
  ended: boolean;
  endedAt?: Date;
  /** Code of the person who withdrew it. */
  endedBy?: string;
  /** Changes with every command that relies on it. */
  revision: number;
}

const schema = new Schema<Delegation>(
  {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
    cycle: { type: String, required: true },
    member: { type: String, required: true },
    delegate: { type: String, required: true, index: true },
    namedBy: { type: String, required: true },
    namedAt: { type: Date, required: true },
    paperDay: { type: String, default: null },
    ended: { type: Boolean, required: true },
    endedAt: { type: Date },
    endedBy: { type: String },
    revision: { type: Number, default: 0 },
  },
  { collection: 'delegations', strict: 'throw', versionKey: false },
);
schema.index({ member: 1, cycle: 1 });
schema.index(
  { cycle: 1, member: 1 },
  { name: 'one-delegate-at-once', unique: true, partialFilterExpression: { ended: false } },
);

type Delegations = { delegations: Model<Delegation> };

export function defineDelegations(connection: Connection): Model<Delegation> {
  return connection.model<Delegation>('Delegation', schema);
}

/** Records who answers for a member. Rejects with a duplicate key where somebody does already. */
export async function insertDelegation(
  database: Delegations,
  { delegation, session }: { delegation: Delegation; session: ClientSession },
): Promise<void> {
  await database.delegations.create([delegation], { session });
}

/** The delegation of a member in a cycle that was not ended; null if there is none. */
export function findDelegation(
  database: Delegations,
  { session, ...of }: Pick<Delegation, 'member' | 'cycle'> & { session?: ClientSession },
): Promise<Delegation | null> {
  return database.delegations
    .findOne({ ...of, ended: false })
    .session(session ?? null)
    .lean();
}

/** The same for a command that relies on it, whose transaction bumps its revision. */
export async function holdDelegation(
  database: Delegations,
  of: Pick<Delegation, 'member' | 'cycle'> & { session: ClientSession },
): Promise<Delegation | null> {
  const found = await findDelegation(database, of);
  return found === null ? null : bumpRevision(database.delegations, { id: found._id, session: of.session });
}

/** Ends a delegation, in the transaction that holds it; `by` nobody where one of the two has left. */
export async function endDelegation(
  database: Delegations,
  ending: { id: string; at: Date; by: string | null; session: ClientSession },
): Promise<void> {
  const { id, at: endedAt, by, session } = ending;
  const end = { ended: true, endedAt, ...(by === null ? {} : { endedBy: by }) };
  await database.delegations.updateOne({ _id: id }, { $set: end }, { session });
}

/** Delegations of a member or concerning a person, which is also where they answer for others, or all of a cycle; the oldest first. */
export function listDelegations(
  database: Delegations,
  of: { member: string } | { concerning: string } | { cycle: string },
): Promise<Delegation[]> {
  const filter = 'concerning' in of ? { $or: [{ member: of.concerning }, { delegate: of.concerning }] } : of;
  return database.delegations.find(filter).sort({ namedAt: 1 }).lean();
}

/** Removes all delegations of a member, with what was handed in for them; returns how many there were. */
export async function removeDelegations(
  database: Delegations,
  { member, session }: { member: string; session: ClientSession },
): Promise<number> {
  const { deletedCount } = await database.delegations.deleteMany({ member }, { session });
  return deletedCount;
}
