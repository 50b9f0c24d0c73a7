import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { ActorName } from './policies/actor.ts';
import type { ErrorDetails } from './store/errors.ts';

/** What became of a command, for good. `facts` are ids, days and counts; never words of a person. */
export type CommandOutcome =
  | { status: 'recorded'; facts: Facts; news?: readonly CommandNews[] }
  /** `reason` is the code of an error. */
  | { status: 'refused'; reason: string; details: ErrorDetails };

/** What other people than the actor are told of it, so that it is told although a process dies in between. */
export interface CommandNews {
  /** Key of the sentence that says it; never what was written. */
  kind: string;
  /** The screen that tells more, and what it is opened with. */
  screen: string;
  params: Readonly<Record<string, string | number>>;
  /** Codes of the people. */
  people: readonly string[];
}

/** Small values that say what was done: ids, days and counts. */
export type Facts = Readonly<Record<string, string | number>>;

/** A command that was decided; it stays for ever, so that nothing is done twice. */
export interface Command {
  /** Id of the command, given by who asks for it. */
  _id: string;
  /** Version of the shape. */
  v: 1;
  name: string;
  actor: ActorName;
  at: Date;
  outcome: CommandOutcome;
  /** Whether an audit event of the same id tells of it. */
  audited: boolean;
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
  },
  { collection: 'commands', strict: 'throw', versionKey: false, minimize: false },
);

type Commands = { commands: Model<Command> };

export function defineCommands(connection: Connection): Model<Command> {
  return connection.model<Command>('Command', schema);
}

/** What became of a command; null if it has not been decided. */
export async function findOutcome(
  database: Commands,
  of: { id: string; session?: ClientSession },
): Promise<CommandOutcome | null> {
  const found = await database.commands
    .findById(of.id)
    .session(of.session ?? null)
    .lean();
  return found?.outcome ?? null;
}

/** Writes down what became of a command. Rejects with a duplicate key if it was decided before. */
export async function insertCommand(
  database: Commands,
  of: { command: Command; session?: ClientSession },
): Promise<void> {
  await database.commands.create([of.command], { session: of.session ?? null });
}

/** Ids of all commands that an audit event has to tell of. */
export async function listAuditedCommands(database: Commands): Promise<Set<string>> {
  const found = await database.commands.find({ audited: true }).select(['_id']).lean();
  return new Set(found.map(({ _id }) => _id));
}

/** The newest commands that were refused, the newest first; for operators only. */
export function listRefused(database: Commands, of: { most: number }): Promise<Command[]> {
  return database.commands
    .find({ 'outcome.status': 'refused' })
    .sort({ at: -1, _id: 1 })
    .limit(of.most)
    .lean();
}
