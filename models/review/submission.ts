import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { createSalt } from '../audit-event.ts';
import type { ActorName } from '../policies/actor.ts';

/** One text in every language. */
interface Translated {
  vi: string;
  en: string;
}

/** One answer of a submission, complete in itself: the question as it was asked, and the sealed value. */
export interface SubmissionAnswer {
  step: string;
  kind: string;
  section: Translated;
  heading: Translated;
  prompt: Translated;
  /** The value as JSON, sealed with the context of `submissionContext`. */
  sealed: string;
  /** Null for a question that was left open. */
  answeredAt: Date | null;
  /** Whether the question was no longer in the pack when the person submitted. */
  retired: boolean;
}

/** How a version came in that somebody else entered for the person. */
export interface Entry {
  /**
   * `paper`: it was handed in on paper, and scanned, typed in or only noted. `delegate`: it was answered and handed in by
   * somebody whom the person had named for that.
   */
  how: 'paper' | 'delegate';
  by: ActorName;
  /** `YYYY-MM-DD` on which the paper, or what was answered for the person, was handed in. */
  day: string;
  /** How many photos or files of a paper are kept; not there where none is, or an earlier version wrote it. */
  files?: number;
}

/** That somebody else took back, for the person, a version that was entered for them. */
export interface TakenBack {
  by: ActorName;
  /** The reason; sealed with the context of `takenBackContext`. */
  why: string;
  /** `YYYY-MM-DD` of the paper in which the person asked for it; null where they did not have to. */
  paperDay: string | null;
}

/** One frozen version of a person's self-review. It never changes, except that it can be withdrawn. */
export interface Submission {
  /** Version of the shape. */
  v: 1;
  /** Salt of the digests of this submission in audit events. */
  salt: string;
  person: string;
  cycle: string;
  /** 1 for the first version in the cycle that the person handed in, or that was entered for them (see `series`). */
  number: number;
  /** The numbers of papers, and of what each delegate hands in, count apart (`delegateSeries`); not there for what the person handed in themselves. */
  series?: string;
  /** How it was entered for the person, and by whom; not there for what they handed in themselves. */
  entry?: Entry;
  /** The pack that asked the questions; its content is stored with the cycle. */
  pack: { id: string; version: string };
  flowVersion: string;
  submittedAt: Date;
  recordedAt: Date;
  /** Submitted after the day the drafts were due. */
  late: boolean;
  /** When it was withdrawn. */
  withdrawnAt?: Date;
  /** Who withdrew what a delegate had handed in; not there where somebody took it back, or an earlier version wrote it. */
  withdrawnBy?: 'member' | 'delegate';
  /** Who withdrew it and why; not there where the person did, or the delegate who had handed it in. */
  takenBack?: TakenBack;
  answers: SubmissionAnswer[];
}

const Text = { vi: { type: String, required: true }, en: { type: String, required: true } };

const answer = new Schema<SubmissionAnswer>(
  {
    step: { type: String, required: true },
    kind: { type: String, required: true },
    section: Text,
    heading: Text,
    prompt: Text,
    sealed: { type: String, required: true },
    answeredAt: { type: Date, default: null },
    retired: { type: Boolean, default: false },
  },
  { _id: false },
);

const entry = new Schema<Entry>(
  {
    how: { type: String, required: true, enum: ['paper', 'delegate'] },
    by: { type: Schema.Types.Mixed, required: true },
    day: { type: String, required: true },
    files: { type: Number },
  },
  { _id: false },
);

const takenBack = new Schema<TakenBack>(
  {
    by: { type: Schema.Types.Mixed, required: true },
    why: { type: String, required: true },
    paperDay: { type: String, default: null },
  },
  { _id: false },
);

const schema = new Schema<Submission>(
  {
    v: { type: Number, required: true },
    salt: { type: String, required: true },
    person: { type: String, required: true },
    cycle: { type: String, required: true },
    number: { type: Number, required: true, min: 1 },
    series: { type: String },
    entry: { type: entry },
    pack: { id: { type: String, required: true }, version: { type: String, required: true } },
    flowVersion: { type: String, required: true },
    submittedAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    late: { type: Boolean, required: true },
    withdrawnAt: { type: Date },
    withdrawnBy: { type: String, enum: ['member', 'delegate'] },
    takenBack: { type: takenBack },
    answers: { type: [answer], required: true },
  },
  { collection: 'submissions', strict: 'throw', versionKey: false },
);
schema.index({ person: 1, cycle: 1, series: 1, number: 1 }, { unique: true });
// Files stay as long as a version names them, and belong to whoever sent them.
schema.index({ 'entry.by.person': 1 }, { sparse: true });

export function defineSubmissions(connection: Connection): Model<Submission> {
  return connection.model<Submission>('Submission', schema);
}

/** The series of what a delegate hands in for a person: its numbers are those of the draft in which they answer. */
export function delegateSeries(delegate: string): string {
  return `delegate/${delegate}`;
}

/** Context under which the value of one answer of a submission is sealed. */
export function submissionContext(key: {
  person: string;
  cycle: string;
  series?: string | undefined;
  number: number;
  step: string;
}): string {
  const { person, cycle, series, number, step } = key;
  return ['submission', person, cycle, ...(series === undefined ? [] : [series]), number, step].join('/');
}

/** Context under which the reason is sealed for which a version was taken back. */
export function takenBackContext(key: Omit<VersionKey, 'series'> & { series?: string | undefined }): string {
  const { person, cycle, series, number } = key;
  return ['taken-back', person, cycle, series ?? '', number].join('/');
}

export type Submissions = { submissions: Model<Submission> };
/** Without a series it is one that the person handed in themselves. */
export type VersionKey = Pick<Submission, 'person' | 'cycle' | 'number' | 'series'>;

/** A submission before it is stored. */
export type SubmissionContent = Omit<Submission, 'v' | 'salt'>;

/** Makes the document of a new submission. */
export function newSubmission(content: SubmissionContent): Submission {
  return { v: 1, salt: createSalt(), ...content };
}

/** Inserts a submission. Rejects with a duplicate key if the person has already handed in a version with this number. */
export async function insertSubmission(
  database: Submissions,
  submission: SubmissionContent,
  session?: ClientSession,
): Promise<void> {
  await database.submissions.create([newSubmission(submission)], { session: session ?? null });
}

/** Records new submissions within a transaction; throws a duplicate key (`isDuplicateKey`) where one is there already. */
export async function insertSubmissions(
  database: Submissions,
  batch: { submissions: readonly Submission[]; session: ClientSession },
): Promise<void> {
  const inserts = batch.submissions.map((document) => ({ insertOne: { document } }));
  await database.submissions.bulkWrite(inserts, { session: batch.session });
}

/** One version, without the answers; null if it is not recorded. */
export function findSubmission(
  database: Submissions,
  { person, cycle, series, number }: VersionKey,
  session: ClientSession,
): Promise<Pick<Submission, 'salt' | 'entry' | 'submittedAt' | 'withdrawnAt'> | null> {
  return database.submissions
    .findOne({ person, cycle, series: series ?? null, number })
    .select(['salt', 'entry', 'submittedAt', 'withdrawnAt'])
    .session(session)
    .lean();
}

/** The newest version in a cycle of what a person handed in themselves, or of a series; without the answers. */
export function findNewestSubmission(
  database: Submissions,
  { person, cycle, series }: Pick<Submission, 'person' | 'cycle' | 'series'>,
): Promise<Pick<Submission, 'number' | 'submittedAt' | 'recordedAt' | 'withdrawnAt'> | null> {
  return database.submissions
    .findOne({ person, cycle, series: series ?? null })
    .select(['number', 'submittedAt', 'recordedAt', 'withdrawnAt'])
    .sort({ number: -1 })
    .lean();
}

/** How many versions of a series there are of a person in a cycle. */
export function countVersions(
  database: Submissions,
  { session, ...key }: Pick<Submission, 'person' | 'cycle'> & { series: string; session: ClientSession },
): Promise<number> {
  return database.submissions.countDocuments(key).session(session);
}

/** Notes that a version is withdrawn, and by whom. */
export async function withdrawSubmission(
  database: Submissions,
  withdrawal: VersionKey &
    Pick<Submission, 'withdrawnBy' | 'takenBack'> & { withdrawnAt: Date; session: ClientSession },
): Promise<void> {
  const { person, cycle, series, number, withdrawnAt, withdrawnBy, takenBack, session } = withdrawal;
  await database.submissions.updateOne(
    { person, cycle, series: series ?? null, number },
    { $set: { withdrawnAt, ...(withdrawnBy && { withdrawnBy }), ...(takenBack && { takenBack }) } },
    { session },
  );
}

/** Versions of a person's self-review, oldest first; of one cycle, or of all. */
export function listSubmissions(
  database: Submissions,
  { session, ...wanted }: { person: string; cycle?: string; session?: ClientSession },
): Promise<Submission[]> {
  return database.submissions
    .find(wanted)
    .sort({ cycle: 1, submittedAt: 1, number: 1 })
    .session(session ?? null)
    .lean<Submission[]>();
}

/** Versions that a person entered for others, in no order. */
export function listEntered(
  database: Submissions,
  { by, session }: { by: string; session?: ClientSession },
): Promise<Submission[]> {
  return database.submissions
    .find({ 'entry.by.person': by })
    .session(session ?? null)
    .lean<Submission[]>();
}

/** Removes every version that a person has handed in, of all cycles; returns how many there were. */
export async function removeSubmissions(
  database: Submissions,
  { person, session }: { person: string; session: ClientSession },
): Promise<number> {
  const { deletedCount } = await database.submissions.deleteMany({ person }, { session });
  return deletedCount;
}

/** Removes versions in the transaction that takes back the import which created them. */
export async function removeVersions(
  database: Submissions,
  { versions, session }: { versions: readonly VersionKey[]; session: ClientSession },
): Promise<void> {
  const removals = versions.map(({ person, cycle, number, series = null }) => ({
    deleteOne: { filter: { person, cycle, number, series } },
  }));
  if (removals.length > 0) await database.submissions.bulkWrite(removals, { session });
}

/** Reads the complete submissions of a cycle one after another, in no order, because together they may be large. */
export function readSubmissions(database: Submissions, wanted: { cycle: string }): AsyncIterable<Submission> {
  return database.submissions
    .find({ cycle: wanted.cycle })
    .lean<Submission[]>()
    .cursor() as AsyncIterable<Submission>;
}
