import { randomUUID } from 'node:crypto';
import mongoose, { type Connection, type Model, mongo, Schema } from 'mongoose';
import { AppError } from './errors.ts';

/**
 * Brings what is stored from one version of its shapes to the next. It may have been killed anywhere before and is run
 * again, so it changes only what still has the old shape. It reads collections as they are: models know new shapes only.
 */
export type Migration = (db: mongo.Db) => Promise<void>;

/** In order: the first one leads from version 1 to version 2. None is ever changed, removed or moved. */
const MIGRATIONS: readonly Migration[] = [];

/** The version of the shapes that this program stores. */
export const NEWEST_VERSION = MIGRATIONS.length + 1;

/** The one document that says which shapes are stored, and who is changing them until when. */
interface StoredVersion {
  _id: string;
  version: number;
  holder: string | null;
  heldUntil: Date | null;
}

/** What `migrate` needs beside the database; `migrations` are those of the program if none are given. */
export interface MigrateOptions {
  migrations?: readonly Migration[];
  now(): Date;
  pause(ms: number): Promise<void>;
  /** Told before it waits for another process (`waiting`), and before each step. */
  tell(progress: 'waiting' | { from: number; to: number; newest: number }): void;
}

const ONLY = { _id: 'version' };
/** A process that was killed holds the lease for so long at most. */
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

/** The version that is stored; null where nothing was stored yet. Makes nothing in the database. */
export async function findVersion(connection: Connection): Promise<number | null> {
  const stored = await versionsOf(connection).findOne(ONLY).lean();
  return stored?.version ?? null;
}

/** Throws `shapes-newer` or `shapes-older` unless what is stored has the shapes of this program. */
export async function demandVersion(connection: Connection, migrations = MIGRATIONS): Promise<void> {
  const newest = migrations.length + 1;
  const stored = await readVersion(connection, newest);
  if (stored === newest) return;
  const message = 'What is stored has older shapes than this program';
  throw new AppError('shapes-older', { message, details: { stored, newest } });
}

/**
 * Brings what is stored to the shapes of this program, step by step, while other processes that want the same wait.
 * Throws `shapes-newer`, and `migration-overtaken` where this process stood still so long that another one took over.
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
  // Whether the lease was lost is seen when the version is written.
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

/** Whether this process may change the shapes: nobody else does, or whoever did was killed. */
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

/** A database without a version gets it: the newest where it is new, else the first, before versions were stored. */
async function readVersion(connection: Connection, newest: number): Promise<number> {
  const stored = (await findVersion(connection)) ?? (await addVersion(connection, newest));
  if (stored <= newest) return stored;
  const message = 'What is stored has newer shapes than this program';
  throw new AppError('shapes-newer', { message, details: { stored, newest } });
}

async function addVersion(connection: Connection, newest: number): Promise<number> {
  const versions = versionsOf(connection);
  await versions.createCollection();
  // Without a unit there are no people, and nothing of theirs.
  const someUnit = await connection.db?.collection('units').findOne({}, { projection: { _id: 1 } });
  const added = { version: someUnit === null ? newest : 1, holder: null, heldUntil: null };
  await versions.updateOne(ONLY, { $setOnInsert: added }, { upsert: true }).catch((error: unknown) => {
    // Another process has added it at the same moment.
    if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
  });
  return (await findVersion(connection)) ?? added.version;
}
