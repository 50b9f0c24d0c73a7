import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from '../store/encryption.ts';
import { createInvitationCode } from './invitation-code.ts';

const WRITES_AT_ONCE = 1_000;

/** Leave for one person to bind one messenger, once. The code itself is kept nowhere. */
export interface Invitation {
  /** Keyed digest of the code. */
  _id: string;
  person: string;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  /** `<channel>:<user>` of who used it. */
  usedBy: string | null;
  /** Chats that the person was reached in until then on the same channel; they are told. */
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
 * Makes one invitation for each person and returns the codes, which cannot be had again. Those made for them
 * before and not used end here.
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

/** The invitation behind a code that can still be used, or was used by the same user before. */
export async function findInvitation(
  { database, keys }: Dependencies,
  of: { code: string; by: string; now: Date },
): Promise<Invitation | undefined> {
  const found = await database.invitations
    .find({ _id: mongoose.trusted({ $in: digestsOf(keys, of.code) }) })
    .lean();
  return found.find(({ usedBy, expiresAt }) => (usedBy === null ? expiresAt > of.now : usedBy === of.by));
}

/**
 * Uses an invitation up, noting whom it takes the place of. Safe to repeat for the same user, who gets what
 * was noted the first time; nothing if it has expired, was withdrawn, or somebody else was faster.
 */
export async function claimInvitation(
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

/** Forgets whom the person was reached in before: they were told. */
export async function forgetReplaced(
  database: Dependencies['database'],
  of: { channel: string; user: string },
): Promise<void> {
  await database.invitations.updateMany({ usedBy: `${of.channel}:${of.user}` }, { $set: { replaced: [] } });
}

/** Removes the invitations that these users have used: what is left would name them. */
export async function removeUsed(
  database: Dependencies['database'],
  users: readonly { channel: string; user: string }[],
): Promise<void> {
  const names = users.map(({ channel, user }) => `${channel}:${user}`);
  if (names.length > 0) await database.invitations.deleteMany({ usedBy: mongoose.trusted({ $in: names }) });
}

function digestsOf(keys: Dependencies['keys'], code: string): string[] {
  return keys.lastingDigests(code, 'invitation');
}
