import { type Connection, type Model, Schema } from 'mongoose';

/** A row says that a person agreed to the privacy notice, or withdrew. Rows are only added, never changed or removed. */
export interface Consent {
  /** `<person>/<when it was given>/<act>` */
  _id: string;
  /** Version of the shape. */
  v: 1;
  act: 'given' | 'withdrawn';
  person: string;
  /** Version of the notice. */
  version: string;
  /** SHA-256, in hexadecimal, of the text that was shown; null if consent was given before this was stored. */
  text: string | null;
  /** Language of that text. */
  language: string | null;
  at: Date;
}

const schema = new Schema<Consent>(
  {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
    act: { type: String, required: true },
    person: { type: String, required: true, index: true },
    version: { type: String, required: true },
    text: { type: String, default: null },
    language: { type: String, default: null },
    at: { type: Date, required: true },
  },
  { collection: 'consents', strict: 'throw', versionKey: false },
);

type Consents = { consents: Model<Consent> };

export function defineConsents(connection: Connection): Model<Consent> {
  return connection.model<Consent>('Consent', schema);
}

/** Records that consent was given. Recording the same again changes nothing. */
export async function addConsent(
  database: Consents,
  given: Pick<Consent, 'person' | 'version' | 'text' | 'language' | 'at'>,
): Promise<void> {
  await addOnce(database, { ...given, _id: idOf(given, 'given'), v: 1, act: 'given' });
}

/** Records that the consent given at `given` was withdrawn. Recording the same again changes nothing. */
export async function withdrawConsent(
  database: Consents,
  withdrawal: { person: string; version: string; given: Date; at: Date },
): Promise<void> {
  const { person, version, given, at } = withdrawal;
  const known = await database.consents.findById(idOf({ person, at: given }, 'given')).lean();
  const { text = null, language = null } = known ?? {};
  const _id = idOf({ person, at: given }, 'withdrawn');
  await addOnce(database, { _id, v: 1, act: 'withdrawn', person, version, text, language, at });
}

function idOf({ person, at }: Pick<Consent, 'person' | 'at'>, act: Consent['act']): string {
  return `${person}/${at.toISOString()}/${act}`;
}

async function addOnce(database: Consents, { _id, ...row }: Consent): Promise<void> {
  await database.consents.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
}
