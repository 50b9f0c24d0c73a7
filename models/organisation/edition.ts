import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

/** A counter that is raised with every change. */
interface Edition {
  _id: string;
  number: number;
}

const schema = new Schema<Edition>(
  { _id: { type: String, required: true }, number: { type: Number, required: true } },
  { collection: 'editions', strict: 'throw', versionKey: false },
);

/** Covers all that decides people's questions: the organisation, commitments, remedies, suggestions and cycles. */
const ORGANISATION = 'organisation';

type Editions = { editions: Model<Edition> };

export function defineEditions(connection: Connection): Model<Edition> {
  return connection.model<Edition>('Edition', schema);
}

/** Lets every process know that the organisation has changed. Call it in the transaction of the change, or after it. */
export async function raiseEdition(database: Editions, session?: ClientSession): Promise<void> {
  const raise = { $inc: { number: 1 } };
  await database.editions.updateOne({ _id: ORGANISATION }, raise, { upsert: true }).session(session ?? null);
}

/** The current version of the organisation. People's questions change only when it does. */
export async function readEdition(database: Editions): Promise<number> {
  return (await database.editions.findById(ORGANISATION).lean())?.number ?? 0;
}
