import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from '../store/encryption.ts';
import { AppError } from '../store/errors.ts';

/** A channel's user who has been bound to a person. */
export interface Identity {
  /** `<channel>:<user>` */
  _id: string;
  channel: string;
  user: string;
  /** Where the user is written to. */
  chat: string;
  person: string;
  linkedAt: Date;
  /** False after the channel said that nothing reaches the chat; true again when something comes from it. */
  reachable: boolean;
  /** What the person agreed to before anything of theirs was stored; null for the people of the sample. */
  consent: Consent | null;
  /** Not there once the person was welcomed. */
  pendingWelcome?: PendingWelcome;
  /** Keyed digest of who is bound to whom: only this program can make a row that is believed. */
  mac: string;
}

/** The welcome of somebody who has just joined, until it is committed to their conversation. */
export interface PendingWelcome {
  /** The same for everything that agrees to the same card. */
  id: string;
  /** Key of the update that agreed. */
  update: string;
  /** The person's other chats until then; they are told. */
  others: { channel: string; chat: string }[];
}

/** An explicit yes to one version of the privacy notice. It is told in full by the row of this person and time in `consents`. */
export interface Consent {
  version: string;
  at: Date;
}

const consent = new Schema<Consent>(
  { version: { type: String, required: true }, at: { type: Date, required: true } },
  { _id: false },
);

const pendingWelcome = new Schema<PendingWelcome>(
  {
    id: { type: String, required: true },
    update: { type: String, required: true },
    others: { type: [{ _id: false, channel: String, chat: String }], required: true },
  },
  { _id: false },
);

const schema = new Schema<Identity>(
  {
    _id: { type: String, required: true },
    channel: { type: String, required: true },
    user: { type: String, required: true },
    chat: { type: String, required: true },
    person: { type: String, required: true, index: true },
    linkedAt: { type: Date, required: true },
    reachable: { type: Boolean, required: true },
    consent: { type: consent, default: null },
    pendingWelcome: { type: pendingWelcome },
    mac: { type: String, required: true },
  },
  { collection: 'identities', strict: 'throw', versionKey: false },
);

export function defineIdentities(connection: Connection): Model<Identity> {
  return connection.model<Identity>('Identity', schema);
}

type Identities = { identities: Model<Identity> };

interface Dependencies {
  database: Identities;
  keys: Pick<KeyRing, 'digests'>;
}

/** What binds a channel's user to a person. */
type Link = Pick<Identity, 'channel' | 'user' | 'chat' | 'person' | 'consent'>;

function identityId(of: { channel: string; user: string }): string {
  return `${of.channel}:${of.user}`;
}

/** The row that binds a channel's user to a person. */
export function makeIdentity(
  keys: Dependencies['keys'],
  link: Link & Pick<Identity, 'pendingWelcome' | 'linkedAt'>,
): Identity {
  return { ...link, _id: identityId(link), reachable: true, mac: macsOf(keys, link)[0] as string };
}

/**
 * The person behind a channel's user, and whether the user is reached; nothing for a stranger. Throws
 * `identity-forged` for a row that somebody else wrote into the database.
 */
export async function findIdentity(
  { database, keys }: Dependencies,
  of: { channel: string; user: string },
): Promise<Identity | undefined> {
  const found = await database.identities.findById(identityId(of)).lean();
  if (found === null || isOurs(keys, found)) return found ?? undefined;
  const details = { person: found.person, row: JSON.stringify(found._id) };
  throw new AppError('identity-forged', { message: 'A binding was not written by this program', details });
}

/** All users of all channels that are bound to a person, the oldest first; forged rows bind nobody. */
export async function listIdentities(
  { database, keys }: Dependencies,
  of: { person: string },
): Promise<Identity[]> {
  const found = await database.identities.find({ person: of.person }).sort({ linkedAt: 1 }).lean();
  return found.filter((identity) => isOurs(keys, identity));
}

/** The users of a person on a channel, also those of forged rows: what ends when the person joins anew. */
export function listUsersOfPerson(
  database: Identities,
  of: { channel: string; person: string },
): Promise<Pick<Identity, 'channel' | 'user'>[]> {
  const { channel, person } = of;
  return database.identities.find({ channel, person }).select(['channel', 'user']).lean();
}

/** The chats that rows of bindings name as a person's, forged ones too; on one channel, or on all. */
export async function listChatsOfPerson(
  database: Identities,
  of: { person: string; channel?: string },
): Promise<{ channel: string; chat: string }[]> {
  const found = await database.identities.find(of).select(['channel', 'chat']).sort({ _id: 1 }).lean();
  return found.map(({ channel, chat }) => ({ channel, chat }));
}

/** The users who are written to in a chat, with what they agreed to. */
export function listUsersOfChat(
  database: Identities,
  of: { channel: string; chat: string },
): Promise<Pick<Identity, 'channel' | 'user' | 'person' | 'consent'>[]> {
  const { channel, chat } = of;
  return database.identities.find({ channel, chat }).select(['channel', 'user', 'person', 'consent']).lean();
}

/**
 * Binds a channel's user to a person, who has no other user on that channel any more. An earlier binding of the user
 * is replaced. Safe to repeat: the new binding comes last, so until it is there the user is a stranger.
 */
export async function linkIdentity(
  { database, keys }: Dependencies,
  link: Link & Pick<Identity, 'pendingWelcome'> & { now: Date },
): Promise<void> {
  const { now, ...fields } = link;
  const { channel, person } = link;
  const { _id, linkedAt, ...row } = makeIdentity(keys, { ...fields, linkedAt: now });
  await database.identities.deleteMany({ channel, person, _id: mongoose.trusted({ $ne: _id }) });
  await database.identities.updateOne({ _id }, { $set: row, $setOnInsert: { linkedAt } }, { upsert: true });
}

/** Notes that the person behind a user was welcomed. */
export async function endPendingWelcome(
  database: Identities,
  of: { channel: string; user: string },
): Promise<void> {
  await database.identities.updateOne({ _id: identityId(of) }, { $unset: { pendingWelcome: 1 } });
}

/** Ends the binding of a chat. */
export async function unlinkChat(database: Identities, of: { channel: string; chat: string }): Promise<void> {
  const { channel, chat } = of;
  await database.identities.deleteMany({ channel, chat });
}

/** Notes whether anything reaches a chat. */
export async function setReachable(
  database: Identities,
  of: { channel: string; chat: string; reachable: boolean },
): Promise<void> {
  const { channel, chat, reachable } = of;
  await database.identities.updateMany({ channel, chat }, { $set: { reachable } });
}

/** Everybody who can be reached on a channel other than the one named, and the ids of rows that are forged. */
export async function listLinkedPeople(
  { database, keys }: Dependencies,
  of: { exceptOn: string },
): Promise<{ people: ReadonlySet<string>; forged: readonly string[] }> {
  const linked = await database.identities.find({ channel: mongoose.trusted({ $ne: of.exceptOn }) }).lean();
  const { ours = [], forged = [] } = Object.groupBy(linked, (identity) =>
    isOurs(keys, identity) ? 'ours' : 'forged',
  );
  return {
    people: new Set(ours.map(({ person }) => person)),
    forged: forged.map(({ _id }) => _id),
  };
}

/**
 * Makes the digests of all rows anew with the key that is first now, unless a row is forged or changes at this moment;
 * returns how many were made with another key.
 */
export async function renewDigests({ database, keys }: Dependencies): Promise<number> {
  let count = 0;
  const rows = database.identities.find({}).lean<Identity[]>().cursor();
  for await (const row of rows as AsyncIterable<Identity>) {
    const { _id, mac } = row;
    const [newest = '', ...older] = macsOf(keys, row);
    if (!older.includes(mac)) continue;
    count += 1;
    await database.identities.updateOne({ _id, mac }, { $set: { mac: newest } });
  }
  return count;
}

function isOurs(keys: Dependencies['keys'], identity: Identity): boolean {
  return macsOf(keys, identity).includes(identity.mac);
}

/** Made with each key: the first for a new row, any for one that is there. When it was linked is not part of it. */
function macsOf(keys: Dependencies['keys'], { channel, user, chat, person, consent }: Link): string[] {
  // A forged row may hold anything; JSON writes whatever stands where the time does.
  const agreed = consent && [consent.version, consent.at];
  return keys.digests(JSON.stringify([channel, user, chat, person, agreed]), 'identity');
}
