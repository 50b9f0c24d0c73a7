import { type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from './encryption.ts';
import { AppError, isDuplicateKey } from './errors.ts';

/** The check value of a key that stored texts are sealed with. */
export interface KeyCheck {
  /** Id of the key. */
  _id: string;
  value: string;
}

/** Ids of keys that were used in a database and are missing in a key ring, or are different keys there. */
export interface KeyFaults {
  missing: readonly string[];
  wrong: readonly string[];
}

const schema = new Schema<KeyCheck>(
  { _id: { type: String, required: true }, value: { type: String, required: true } },
  { collection: 'key_checks', strict: 'throw', versionKey: false },
);

type KeyChecks = { keyChecks: Model<KeyCheck> };

export function defineKeyChecks(connection: Connection): Model<KeyCheck> {
  return connection.model<KeyCheck>('KeyCheck', schema);
}

/** Compares a key ring with the keys that were used in the database; without a ring every used key is missing. */
export async function findKeyFaults(database: KeyChecks, keys: KeyRing | undefined): Promise<KeyFaults> {
  const checks = await database.keyChecks.find({}).sort({ _id: 1 }).lean();
  const idsOf = (found: KeyCheck[]) => found.map(({ _id }) => _id);
  return {
    missing: idsOf(checks.filter(({ _id }) => keys?.checkValues.has(_id) !== true)),
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
  await demandKeys(database, { keys, source });
}

/** Ignores a duplicate key: another process has added the same id at the same moment. */
function unlessThere(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}
