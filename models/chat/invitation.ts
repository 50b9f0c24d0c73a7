import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from '../store/encryption.ts';
import { findAmong } from '../store/find-among.ts';
import { createInvitationCode } from './invitation-code.ts';

const WRITES_AT_ONCE = 1_000;

/** Allows one person to bind one messenger, once. The code itself is not stored. */
export interface Invitation {
  /** Keyed digest of the code. */
  _id: string;
  person: string;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  /** `<channel>:<user>` that used it. */
  usedBy: string | null;
  /** Chats on the same channel in which the person was reached before; they are told about the new one. */
  replaced: { channel: string; chat: string }[];
}

const address = new Schema<Invitation['replaced'][number]>(
  { channel: { type: String, required: true }, chat: { type: String, required: true } },
  { _id: false },
);

const schema = new Schema<Invitation>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true, index: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    usedBy: { type: String, default: null, index: true },
    replaced: { type: [address], default: [] },
  },
  { collection: 'invitations', strict: 'throw', versionKey: false },
);

export function defineInvitations(connection: Connection): Model<Invitation> {
  return connection.model<Invitation>('Invitation', schema);
}

interface Dependencies {
  database: { invitations: Model<Invitation> };
  keys: Pick<KeyRing, 'lastingDigests'>;
}

/**
 * Makes one invitation for each person and returns the codes, which cannot be read again later. Their earlier unused
 * invitations become invalid.
 */
export async function createInvitations(
  { database, keys }: Dependencies,
  request: { people: readonly string[]; now: Date; expiresAt: Date },
): Promise<{ person: string; code: string }[]> {
  const made = request.people.map((person) => ({ person, code: createInvitationCode() }));
  for (let start = 0; start < made.length; start += WRITES_AT_ONCE) {
    const some = made.slice(start, start + WRITES_AT_ONCE);
    await database.invitations.bulkWrite([
      ...some.map(({ person }) => ({ deleteMany: { filter: { person, usedAt: null } } })),
      ...some.map(({ person, code }) => ({
        insertOne: {
          document: {
            _id: digestsOf(keys, code)[0] as string,
            person,
            createdAt: request.now,
            expiresAt: request.expiresAt,
            usedAt: null,
            usedBy: null,
            replaced: [],
          },
        },
      })),
    ]);
  }
  return made;
}

/** The invitation of a code, if it can still be used or the same user used it before. */
export async function findInvitation(
  { database, keys }: Dependencies,
  use: { code: string; by: string; now: Date },
): Promise<Invitation | undefined> {
  const found = await database.invitations
    .find({ _id: mongoose.trusted({ $in: digestsOf(keys, use.code) }) })
    .lean();
  return found.find(({ usedBy, expiresAt }) => (usedBy === null ? expiresAt > use.now : usedBy === use.by));
}

/** The invitation that a person can still use; null if there is none. */
export function findOpenInvitation(
  database: Dependencies['database'],
  wanted: { person: string; now: Date },
): Promise<Pick<Invitation, 'expiresAt'> | null> {
  const { person, now } = wanted;
  return database.invitations
    .findOne({ person, usedAt: null, expiresAt: mongoose.trusted({ $gt: now }) })
    .select(['expiresAt'])
    .lean();
}

/**
 * Marks an invitation as used and stores which chats it replaces. Safe to repeat for the same user, who gets what was
 * stored the first time. Undefined if it has expired, was withdrawn, or was used by another user.
 */
export async function useInvitation(
  database: Dependencies['database'],
  claim: { invitation: string; by: string; replaced: Invitation['replaced']; now: Date },
): Promise<Invitation | undefined> {
  const { invitation, by, replaced, now } = claim;
  const claimed = await database.invitations
    .findOneAndUpdate(
      { _id: invitation, usedAt: null, expiresAt: mongoose.trusted({ $gt: now }) },
      { $set: { usedAt: now, usedBy: by, replaced } },
      { returnDocument: 'after' },
    )
    .lean();
  return claimed ?? (await database.invitations.findOne({ _id: invitation, usedBy: by }).lean()) ?? undefined;
}

/** Removes the list of replaced chats, after they were told. */
export async function forgetReplaced(
  database: Dependencies['database'],
  user: { channel: string; user: string },
): Promise<void> {
  await database.invitations.updateMany(
    { usedBy: `${user.channel}:${user.user}` },
    { $set: { replaced: [] } },
  );
}

/** Removes the invitations that these users have used, because they name the users. */
export async function removeUsed(
  database: Dependencies['database'],
  users: readonly { channel: string; user: string }[],
): Promise<void> {
  const names = users.map(({ channel, user }) => `${channel}:${user}`);
  if (names.length > 0) await database.invitations.deleteMany({ usedBy: mongoose.trusted({ $in: names }) });
}

/** The invitations of these people, used or not, in no order. */
export function listInvitationsOf(
  database: Dependencies['database'],
  wanted: { people: readonly string[]; session?: ClientSession | undefined },
): Promise<Invitation[]> {
  const { people: values, session } = wanted;
  return findAmong(database.invitations, { field: 'person', values, session });
}

/** Removes invitations in a transaction; one that is used at the same moment ends it, and it sees that when it is run again. */
export async function removeInvitations(
  database: Dependencies['database'],
  of: { invitations: readonly Invitation[]; session: ClientSession },
): Promise<void> {
  const removals = of.invitations.map(({ _id }) => ({ deleteOne: { filter: { _id } } }));
  if (removals.length > 0) await database.invitations.bulkWrite(removals, { session: of.session });
}

function digestsOf(keys: Dependencies['keys'], code: string): string[] {
  return keys.lastingDigests(code, 'invitation');
}
