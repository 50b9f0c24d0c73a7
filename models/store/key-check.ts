import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import { activeKeyOf, type KeyRing } from './encryption.ts';
import { AppError, isDuplicateKey } from './errors.ts';

/** The check value of a key that stored texts are sealed with. */
export interface KeyCheck {
  /** Id of the key. */
  _id: string;
  value: string;
  /** Since when nothing is sealed with it, so that it may be taken out of the ring. */
  retiredAt?: Date;
  /** What is needed of it for digests from then on (`sealDigestKey`). */
  digestKey?: string;
}

/** Ids of keys that were used in a database and are missing in a key ring, or are different keys there. */
export interface KeyFaults {
  missing: readonly string[];
  wrong: readonly string[];
}

const schema = new Schema<KeyCheck>(
  {
    _id: { type: String, required: true },
    value: { type: String, required: true },
    retiredAt: { type: Date },
    digestKey: { type: String },
  },
  { collection: 'key_checks', strict: 'throw', versionKey: false },
);

type KeyChecks = { keyChecks: Model<KeyCheck> };

export function defineKeyChecks(connection: Connection): Model<KeyCheck> {
  return connection.model<KeyCheck>('KeyCheck', schema);
}

/** The keys of a ring that do not seal any more: those that may be taken out, and those that something needs. */
export interface OldKeys {
  retired: readonly string[];
  needed: readonly string[];
}

/** Compares a key ring, or that there is none, with the keys that were used in the database. */
export async function findKeyFaults(database: KeyChecks, keys: KeyRing | undefined): Promise<KeyFaults> {
  const checks = await database.keyChecks.find({}).sort({ _id: 1 }).lean();
  const idsOf = (found: KeyCheck[]) => found.map(({ _id }) => _id);
  return {
    missing: idsOf(
      checks.filter(({ _id, retiredAt }) => retiredAt === undefined && keys?.checkValues.has(_id) !== true),
    ),
    wrong: idsOf(checks.filter(({ _id, value }) => (keys?.checkValues.get(_id) ?? value) !== value)),
  };
}

/**
 * Throws `encryption-key-missing` or `encryption-key-wrong` unless the ring has every key that was used in the
 * database; `source` says where the keys come from.
 */
export async function demandKeys(
  database: KeyChecks,
  { keys, source }: { keys: KeyRing | undefined; source: string },
): Promise<void> {
  const { missing, wrong } = await findKeyFaults(database, keys);
  if (missing.length > 0) {
    const details = { keys: missing.join(', '), source };
    throw new AppError('encryption-key-missing', { message: 'The key ring lacks a key', details });
  }
  if (wrong.length > 0) {
    const details = { keys: wrong.join(', '), source };
    throw new AppError('encryption-key-wrong', { message: 'A key is not the one of this id', details });
  }
}

/**
 * Registers the keys of a ring in the database; call it before anything is sealed. If processes start at once with
 * different keys under one id, only one of them succeeds. Throws what `demandKeys` throws.
 */
export async function admitKeyRing(
  database: KeyChecks,
  { keys, source }: { keys: KeyRing; source: string },
): Promise<void> {
  await demandKeys(database, { keys, source });
  const added = [...keys.checkValues].map(([_id, value]) =>
    database.keyChecks.updateOne({ _id }, { $setOnInsert: { value } }, { upsert: true }).catch(unlessThere),
  );
  await Promise.all(added);
  // It seals again from now on.
  await database.keyChecks.updateOne({ _id: activeKeyOf(keys) }, { $unset: { retiredAt: 1, digestKey: 1 } });
  await demandKeys(database, { keys, source });
}

/** The same ring, which knows the digests of keys that were taken out. Throws `envelope-unreadable`. */
export async function addRetired(database: KeyChecks, keys: KeyRing): Promise<KeyRing> {
  const retired = await database.keyChecks.find({ digestKey: mongoose.trusted({ $ne: null }) }).lean();
  return keys.withRetired(retired.map(({ _id, digestKey = '' }) => ({ id: _id, digestKey })));
}

/** Notes that nothing is sealed with these keys any more. */
export async function retireKeys(
  { database, keys }: { database: KeyChecks; keys: KeyRing },
  of: { ids: readonly string[]; now: Date },
): Promise<void> {
  for (const _id of of.ids) {
    const retired = { retiredAt: of.now, digestKey: keys.sealDigestKey(_id) };
    await database.keyChecks.updateOne({ _id, retiredAt: null }, { $set: retired });
  }
}

/** What is known of the keys of a ring that do not seal any more. */
export async function findOldKeys(database: KeyChecks, keys: KeyRing): Promise<OldKeys> {
  const checks = await database.keyChecks.find({}).lean();
  const old = [...keys.checkValues.keys()].slice(1);
  const retired = old.filter((id) =>
    checks.some(({ _id, retiredAt }) => _id === id && retiredAt !== undefined),
  );
  return { retired, needed: old.filter((id) => !retired.includes(id)) };
}

/** Another process has added the same id at the same moment. */
function unlessThere(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}
