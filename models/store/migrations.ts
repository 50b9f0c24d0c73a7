import { randomUUID } from 'node:crypto';
import mongoose, { type Connection, type Model, mongo, Schema } from 'mongoose';
import { AppError } from './errors.ts';

/**
 * Migrates stored documents from one version of the shapes to the next. It is run again if it was killed half-way, so it
 * changes only documents that still have the old shape. It uses raw collections, because the models have the new shapes.
 */
export type Migration = (db: mongo.Db) => Promise<void>;

/** In order: the first one migrates from version 1 to version 2. Never change, remove or reorder them. */
const MIGRATIONS: readonly Migration[] = [letHeadsEnd];

/**
 * To version 2: posts end and are kept, so a collective may have had heads before. The index refused them, and a program
 * that does not know of terms would let them keep their rights.
 */
async function letHeadsEnd(db: mongo.Db): Promise<void> {
  const OLD_INDEX = 'one-head';
  if ((await db.listCollections({ name: 'posts' }).toArray()).length === 0) return;
  const indexes = await db.collection('posts').indexes();
  if (indexes.some(({ name }) => name === OLD_INDEX)) await db.collection('posts').dropIndex(OLD_INDEX);
}

/** The version of the shapes that this program stores. */
export const NEWEST_VERSION = MIGRATIONS.length + 1;

/** The single document with the stored version and the lease of the process that is migrating. */
interface StoredVersion {
  _id: string;
  version: number;
  holder: string | null;
  heldUntil: Date | null;
}

/** That it waits for another process, or which step it does. */
export type Progress = 'waiting' | { from: number; to: number; newest: number };

/** Options of `migrate`; `migrations` defaults to those of the program. */
export interface MigrateOptions {
  migrations?: readonly Migration[];
  now(): Date;
  pause(ms: number): Promise<void>;
  /** Called before it waits for another process (`waiting`), and before each step. */
  tell(progress: Progress): void;
}

const ONLY = { _id: 'version' };
/** How long the lease is valid; after a process was killed, others wait at most this long. */
const HELD_MS = 60_000;
const LOOK_AGAIN_MS = 5_000;
const DUPLICATE_KEY = 11_000;

const schema = new Schema<StoredVersion>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    holder: { type: String, default: null },
    heldUntil: { type: Date, default: null },
  },
  { collection: 'stored_version', strict: 'throw', versionKey: false },
);

function versionsOf(connection: Connection): Model<StoredVersion> {
  return connection.model<StoredVersion>('StoredVersion', schema);
}

/** The stored version; null if nothing was stored yet. Does not change the database. */
export async function findVersion(connection: Connection): Promise<number | null> {
  const stored = await versionsOf(connection).findOne(ONLY).lean();
  return stored?.version ?? null;
}

/** Throws `shapes-newer` or `shapes-older` unless the stored version is that of this program. */
export async function demandVersion(connection: Connection, migrations = MIGRATIONS): Promise<void> {
  const newest = migrations.length + 1;
  const stored = await readVersion(connection, newest);
  if (stored === newest) return;
  const message = 'What is stored has older shapes than this program';
  throw new AppError('shapes-older', { message, details: { stored, newest } });
}

/**
 * Migrates the database step by step to the version of this program, while other processes that migrate wait. Throws
 * `shapes-newer`, and `migration-overtaken` if this process stood still for so long that another one took over.
 */
export async function migrate(connection: Connection, options: MigrateOptions): Promise<void> {
  const { migrations = MIGRATIONS, now, pause, tell } = options;
  const newest = migrations.length + 1;
  if ((await readVersion(connection, newest)) === newest) return;
  const versions = versionsOf(connection);
  const holder = randomUUID();
  const hold = () => holdLease(versions, { holder, now: now() });
  for (let isTold = false; !(await hold()); isTold = true) {
    if (!isTold) tell('waiting');
    await pause(LOOK_AGAIN_MS);
  }
  // A lost lease is noticed when the version is written.
  const holding = setInterval(() => void hold().catch(() => undefined), HELD_MS / 3);
  try {
    const first = await readVersion(connection, newest);
    for (const [index, step] of migrations.entries()) {
      const [from, to] = [index + 1, index + 2];
      if (from < first) continue;
      tell({ from, to, newest });
      await step(connection.db as mongo.Db);
      await writeVersion(versions, { holder, from, to });
    }
  } finally {
    clearInterval(holding);
    await versions.updateOne({ ...ONLY, holder }, { holder: null, heldUntil: null });
  }
}

/** Takes or extends the lease; false if another process has a valid one. */
async function holdLease(
  versions: Model<StoredVersion>,
  { holder, now }: { holder: string; now: Date },
): Promise<boolean> {
  const free = [{ holder: null }, { holder }, { heldUntil: mongoose.trusted({ $lt: now }) }];
  const heldUntil = new Date(now.getTime() + HELD_MS);
  const { matchedCount } = await versions.updateOne({ ...ONLY, $or: free }, { holder, heldUntil });
  return matchedCount === 1;
}

async function writeVersion(
  versions: Model<StoredVersion>,
  { holder, from, to }: { holder: string; from: number; to: number },
): Promise<void> {
  const { matchedCount } = await versions.updateOne({ ...ONLY, holder, version: from }, { version: to });
  if (matchedCount === 1) return;
  const message = 'Another process has taken over the migration';
  throw new AppError('migration-overtaken', { message, details: { from, to } });
}

/** A database without a version gets one: the newest if it is empty, else the first, as before versions were stored. */
async function readVersion(connection: Connection, newest: number): Promise<number> {
  const stored = (await findVersion(connection)) ?? (await addVersion(connection, newest));
  if (stored <= newest) return stored;
  const message = 'What is stored has newer shapes than this program';
  throw new AppError('shapes-newer', { message, details: { stored, newest } });
}

async function addVersion(connection: Connection, newest: number): Promise<number> {
  const versions = versionsOf(connection);
  await versions.createCollection();
  // A database without units has no people and no data of theirs.
  const someUnit = await connection.db?.collection('units').findOne({}, { projection: { _id: 1 } });
  const added = { version: someUnit === null ? newest : 1, holder: null, heldUntil: null };
  await versions.updateOne(ONLY, { $setOnInsert: added }, { upsert: true }).catch((error: unknown) => {
    // Another process has added it at the same moment.
    if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
  });
  return (await findVersion(connection)) ?? added.version;
}
