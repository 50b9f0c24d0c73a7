import mongoose, { type Connection, type Model, Schema } from 'mongoose';

/** A channel's user who has been bound to a person. */
export interface Identity {
  /** `<channel>:<user>` */
  _id: string;
  channel: string;
  user: string;
  person: string;
  linkedAt: Date;
}

const schema = new Schema<Identity>(
  {
    _id: { type: String, required: true },
    channel: { type: String, required: true },
    user: { type: String, required: true },
    person: { type: String, required: true, index: true },
    linkedAt: { type: Date, required: true },
  },
  { collection: 'identities', strict: 'throw', versionKey: false },
);

export function defineIdentities(connection: Connection): Model<Identity> {
  return connection.model<Identity>('Identity', schema);
}

type Identities = { identities: Model<Identity> };

/** The person behind a channel's user, or nothing for a stranger. */
export async function findIdentity(
  database: Identities,
  of: { channel: string; user: string },
): Promise<string | undefined> {
  return (await database.identities.findById(`${of.channel}:${of.user}`).lean())?.person;
}

/** Binds a channel's user to a person; an earlier binding of the user is replaced. */
export async function linkIdentity(
  database: Identities,
  link: { channel: string; user: string; person: string; now: Date },
): Promise<void> {
  const { channel, user, person, now } = link;
  await database.identities.updateOne(
    { _id: `${channel}:${user}` },
    { $set: { channel, user, person, linkedAt: now } },
    { upsert: true },
  );
}

/** Everybody who can be reached on a channel other than the one named. */
export async function listLinkedPeople(
  database: Identities,
  of: { exceptOn: string },
): Promise<ReadonlySet<string>> {
  const linked = await database.identities
    .find({ channel: mongoose.trusted({ $ne: of.exceptOn }) })
    .select(['person'])
    .lean();
  return new Set(linked.map(({ person }) => person));
}
