import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { ActorName } from './policies/actor.ts';
import type { ErrorDetails } from './store/errors.ts';

/** The final outcome of a command. `facts` are ids, days and counts; never a person's words. */
export type CommandOutcome =
  | { status: 'recorded'; facts: Facts; notes?: readonly CommandNote[]; news?: readonly CommandNews[] }
  /** `reason` is the code of an error. */
  | { status: 'refused'; reason: string; details: ErrorDetails };

/** A sentence for its actor, of what was done and what came of it: its key, with names and days for its placeholders. */
export interface CommandNote {
  kind: string;
  values: Readonly<Record<string, string | number>>;
}

/** In place of the name of who recorded something: an operator did. No person has it. */
export const BY_OFFICE = '';

/** What other people than the actor are told of it, so that it is told although a process dies in between. */
export interface CommandNews {
  /** Key of the sentence that says it; never what was written. */
  kind: string;
  /** The screen that tells more, and what it is opened with. */
  screen: string;
  params: Readonly<Record<string, string | number>>;
  /**
   * Names and days for the placeholders of the sentence. Two have sentences of their own: `before`, the day (`YYYY-MM-DD`) in
   * place of which another one was recorded, and `recordedBy`, the name of who recorded it, or `BY_OFFICE`.
   */
  values?: Readonly<Record<string, string | number>>;
  /** Codes of the people. */
  people: readonly string[];
}

/** Small values that say what was done: ids, days and counts. */
export type Facts = Readonly<Record<string, string | number>>;

/** A command with its outcome. It is never removed, so that the same command is not done twice. */
export interface Command {
  /** Id of the command, chosen by the caller. */
  _id: string;
  /** Version of the shape. */
  v: 1;
  name: string;
  actor: ActorName;
  at: Date;
  outcome: CommandOutcome;
  /** Whether an audit event of the same id tells of it. */
  audited: boolean;
  /**
   * When it was written, at the end of its transaction. Of commands about the same the later one could write only after the
   * other was committed, so that news goes by this. Missing where an earlier version wrote it.
   */
  writtenAt?: Date;
  /** Its news is still to be told to some. */
  untold?: true;
  /** How often that failed for somebody, but not for good. */
  tries?: number;
  /** Codes of people who could not be told of it. */
  untoldTo?: readonly string[];
}

const schema = new Schema<Command>(
  {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
    name: { type: String, required: true },
    actor: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
    outcome: { type: Schema.Types.Mixed, required: true },
    audited: { type: Boolean, required: true },
    writtenAt: { type: Date },
    untold: { type: Boolean },
    tries: { type: Number },
    untoldTo: { type: [String], default: undefined },
  },
  { collection: 'commands', strict: 'throw', versionKey: false, minimize: false },
);
schema.index({ at: 1 }, { name: 'untold', partialFilterExpression: { untold: true } });
schema.index({ untoldTo: 1 }, { name: 'untold-to', sparse: true });

type Commands = { commands: Model<Command> };

export function defineCommands(connection: Connection): Model<Command> {
  return connection.model<Command>('Command', schema);
}

/** The outcome of a command; null if it has none yet. */
export async function findOutcome(
  database: Commands,
  wanted: { id: string; session?: ClientSession },
): Promise<CommandOutcome | null> {
  const found = await database.commands
    .findById(wanted.id)
    .session(wanted.session ?? null)
    .lean();
  return found?.outcome ?? null;
}

/** A clock that shows `now` at first and goes on from there, to tell which of several commands was written last. */
export function clockFrom(now: Date): () => Date {
  const begun = performance.now();
  return () => new Date(now.getTime() + performance.now() - begun);
}

/** Stores the outcome of a command. Rejects with a duplicate key if it has one already. */
export async function insertCommand(
  database: Commands,
  written: { command: Command; session?: ClientSession },
): Promise<void> {
  await database.commands.create([written.command], { session: written.session ?? null });
}

/** The commands of a name that were done at a moment or later, the newest first, with what they did. */
export async function listDoneSince(
  database: Commands,
  wanted: { name: string; at: Date },
): Promise<(Pick<Command, '_id' | 'at'> & { facts: Facts })[]> {
  const found = await database.commands
    .find({ name: wanted.name, at: mongoose.trusted({ $gte: wanted.at }) })
    .sort({ at: -1 })
    .lean();
  return found.flatMap(({ _id, at, outcome }) =>
    outcome.status === 'recorded' ? [{ _id, at, facts: outcome.facts }] : [],
  );
}

/** Ids of all commands that must have an audit event. */
export async function listAuditedCommands(database: Commands): Promise<Set<string>> {
  const found = await database.commands.find({ audited: true }).select(['_id']).lean();
  return new Set(found.map(({ _id }) => _id));
}

/** The newest commands that were refused, the newest first; for operators only. */
export function listRefused(database: Commands, wanted: { most: number }): Promise<Command[]> {
  return database.commands
    .find({ 'outcome.status': 'refused' })
    .sort({ at: -1, _id: 1 })
    .limit(wanted.most)
    .lean();
}

/**
 * Commands whose news is still to be told, in the order in which they were written: of those of `until` then, or that
 * concern some of `people`.
 */
export function listUntold(
  database: Commands,
  { until, people }: { until?: Date; people?: readonly string[] },
): Promise<Command[]> {
  const wanted = {
    ...(until && { at: mongoose.trusted({ $lte: until }) }),
    ...(people && { 'outcome.news.people': mongoose.trusted({ $in: people }) }),
  };
  return database.commands
    .find({ untold: true, ...wanted })
    .sort({ writtenAt: 1, at: 1 })
    .lean();
}

/** Notes that the news of a command was told. */
export async function noteTold(database: Commands, { id }: { id: string }): Promise<void> {
  await database.commands.updateOne({ _id: id }, { $unset: { untold: 1 } });
}

/** Notes that telling somebody failed and is tried again. */
export async function noteTried(database: Commands, { id }: { id: string }): Promise<void> {
  await database.commands.updateOne({ _id: id }, { $inc: { tries: 1 } });
}

/** Notes that a person could not be told of a command, and is not told any more now. */
export async function noteUntold(
  database: Commands,
  { id, person }: { id: string; person: string },
): Promise<void> {
  await database.commands.updateOne({ _id: id }, { $addToSet: { untoldTo: person } });
}

/** Commands of which a person could not be told, the newest first. */
export function listUntoldTo(
  database: Commands,
  wanted: { person: string; most: number },
): Promise<Command[]> {
  return database.commands
    .find({ untoldTo: wanted.person })
    .sort({ writtenAt: -1 })
    .limit(wanted.most)
    .lean();
}

/** Notes that a person was told of all those that there is still something to tell of. */
export async function forgetUntoldTo(database: Commands, { person }: { person: string }): Promise<void> {
  await database.commands.updateMany({ untoldTo: person }, { $pull: { untoldTo: person } });
}
