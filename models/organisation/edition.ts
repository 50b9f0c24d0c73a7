import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

/** How often something has changed. */
interface Edition {
  _id: string;
  number: number;
}

const schema = new Schema<Edition>(
  { _id: { type: String, required: true }, number: { type: Number, required: true } },
  { collection: 'editions', strict: 'throw', versionKey: false },
);

/** What decides people's questions: the organisation, its commitments, remedies and suggestions, and the cycles. */
const ORGANISATION = 'organisation';

type Editions = { editions: Model<Edition> };

export function defineEditions(connection: Connection): Model<Edition> {
  return connection.model<Edition>('Edition', schema);
}

/** Tells every process that the organisation is another one; in the transaction of the change, or after it. */
export async function raiseEdition(database: Editions, session?: ClientSession): Promise<void> {
  const raise = { $inc: { number: 1 } };
  await database.editions.updateOne({ _id: ORGANISATION }, raise, { upsert: true }).session(session ?? null);
}

/** The edition of the organisation: as long as it is the same, so are people's questions. */
export async function readEdition(database: Editions): Promise<number> {
  return (await database.editions.findById(ORGANISATION).lean())?.number ?? 0;
}
