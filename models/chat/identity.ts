import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from '../store/encryption.ts';
import { AppError } from '../store/errors.ts';
import { findAmong } from '../store/find-among.ts';

/** A channel's user who has been bound to a person. */
export interface Identity {
  /** `<channel>:<user>` */
  _id: string;
  channel: string;
  user: string;
  /** The chat in which the user gets messages. */
  chat: string;
  person: string;
  linkedAt: Date;
  /** False after the channel reported that the chat cannot be reached; true again when a message comes from it. */
  reachable: boolean;
  /** The consent that the person gave before anything was stored; null for the people of the sample. */
  consent: Consent | null;
  /** Absent once the person was welcomed. */
  pendingWelcome?: PendingWelcome;
  /** Keyed digest of the binding. A row whose digest does not match was not written by this program and is ignored. */
  mac: string;
}

/** The welcome of a person who has just joined; stored until it is committed to their conversation. */
export interface PendingWelcome {
  /** The same for every press on the same consent card. */
  id: string;
  /** Key of the update with the consent. */
  update: string;
  /** The person's chats before; they are told about the new one. */
  others: { channel: string; chat: string }[];
}

/** A consent to one version of the privacy notice. The row of the same person and time in `consents` has its details. */
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

/** The fields that bind a channel's user to a person. */
type Link = Pick<Identity, 'channel' | 'user' | 'chat' | 'person' | 'consent'>;

function identityId(user: { channel: string; user: string }): string {
  return `${user.channel}:${user.user}`;
}

/** The row that binds a channel's user to a person. */
export function makeIdentity(
  keys: Dependencies['keys'],
  link: Link & Pick<Identity, 'pendingWelcome' | 'linkedAt'>,
): Identity {
  return { ...link, _id: identityId(link), reachable: true, mac: macsOf(keys, link)[0] as string };
}

/**
 * The person behind a channel's user, and whether the user can be reached; undefined for a stranger. Throws
 * `identity-forged` for a row that this program did not write.
 */
export async function findIdentity(
  { database, keys }: Dependencies,
  user: { channel: string; user: string },
): Promise<Identity | undefined> {
  const found = await database.identities.findById(identityId(user)).lean();
  if (found === null || isOurs(keys, found)) return found ?? undefined;
  const details = { person: found.person, row: JSON.stringify(found._id) };
  throw new AppError('identity-forged', { message: 'A binding was not written by this program', details });
}

/** All users of all channels that are bound to a person, the oldest first, without forged rows. */
export async function listIdentities(
  { database, keys }: Dependencies,
  wanted: { person: string },
): Promise<Identity[]> {
  const found = await database.identities.find({ person: wanted.person }).sort({ linkedAt: 1 }).lean();
  return found.filter((identity) => isOurs(keys, identity));
}

/** The users of a person on a channel, including forged rows. These bindings end when the person joins again. */
export function listUsersOfPerson(
  database: Identities,
  wanted: { channel: string; person: string },
): Promise<Pick<Identity, 'channel' | 'user'>[]> {
  const { channel, person } = wanted;
  return database.identities.find({ channel, person }).select(['channel', 'user']).lean();
}

/** The chats that rows of bindings name as a person's, forged ones too, and since when; on one channel, or on all. */
export async function listChatsOfPerson(
  database: Identities,
  of: { person: string; channel?: string },
): Promise<Pick<Identity, 'channel' | 'chat' | 'linkedAt'>[]> {
  const found = await database.identities.find(of).sort({ _id: 1 }).lean();
  return found.map(({ channel, chat, linkedAt }) => ({ channel, chat, linkedAt }));
}

/** The users who are written to in a chat. */
export function listUsersOfChat(
  database: Identities,
  address: { channel: string; chat: string },
): Promise<Pick<Identity, 'channel' | 'user'>[]> {
  const { channel, chat } = address;
  return database.identities.find({ channel, chat }).select(['channel', 'user']).lean();
}

/**
 * Binds a channel's user to a person and unbinds the person's other users on that channel. An earlier binding of the user
 * is replaced. Safe to repeat: the new binding is written last, and until then the user is a stranger.
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
  user: { channel: string; user: string },
): Promise<void> {
  await database.identities.updateOne({ _id: identityId(user) }, { $unset: { pendingWelcome: 1 } });
}

/** A person's bindings of a chat, forged ones too; those that were made up to a moment, or all. */
export function listEnding(
  database: Identities,
  of: { person: string; address: { channel: string; chat: string }; boundUntil?: Date },
): Promise<Pick<Identity, '_id' | 'channel' | 'user' | 'person' | 'consent' | 'linkedAt'>[]> {
  const { person, boundUntil } = of;
  const { channel, chat } = of.address;
  const upTo = boundUntil === undefined ? {} : { linkedAt: mongoose.trusted({ $lte: boundUntil }) };
  return database.identities
    .find({ channel, chat, person, ...upTo })
    .select(['channel', 'user', 'person', 'consent', 'linkedAt'])
    .lean();
}

/** Ends bindings, unless one was made anew since it was read. */
export async function endBindings(
  database: Identities,
  bindings: readonly Pick<Identity, '_id' | 'linkedAt'>[],
): Promise<void> {
  for (const { _id, linkedAt } of bindings) {
    // Only a row that this program wrote has a time for certain.
    await database.identities.deleteOne({ _id, ...(linkedAt instanceof Date ? { linkedAt } : {}) });
  }
}

/** Notes whether a chat can be reached. */
export async function setReachable(
  database: Identities,
  change: { channel: string; chat: string; reachable: boolean },
): Promise<void> {
  const { channel, chat, reachable } = change;
  await database.identities.updateMany({ channel, chat }, { $set: { reachable } });
}

/** The people who can be reached on another channel than `exceptOn`, and the ids of forged rows. */
export async function listLinkedPeople(
  { database, keys }: Dependencies,
  wanted: { exceptOn: string },
): Promise<{ people: ReadonlySet<string>; forged: readonly string[] }> {
  const linked = await database.identities
    .find({ channel: mongoose.trusted({ $ne: wanted.exceptOn }) })
    .lean();
  const { ours = [], forged = [] } = Object.groupBy(linked, (identity) =>
    isOurs(keys, identity) ? 'ours' : 'forged',
  );
  return {
    people: new Set(ours.map(({ person }) => person)),
    forged: forged.map(({ _id }) => _id),
  };
}

/** Which of these people are bound on any channel; forged rows bind nobody. */
export async function listLinkedAmong(
  { database, keys }: Dependencies,
  wanted: { people: readonly string[] },
): Promise<ReadonlySet<string>> {
  const found = await findAmong(database.identities, { field: 'person', values: wanted.people });
  return new Set(found.filter((identity) => isOurs(keys, identity)).map(({ person }) => person));
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

/** The digests by all keys: a new row gets the first, a stored row may have any. They do not cover the time of linking. */
function macsOf(keys: Dependencies['keys'], { channel, user, chat, person, consent }: Link): string[] {
  // A forged row may have any value as its time; JSON can write all of them.
  const agreed = consent && [consent.version, consent.at];
  return keys.digests(JSON.stringify([channel, user, chat, person, agreed]), 'identity');
}
