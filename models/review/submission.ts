import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { createSalt } from '../audit-event.ts';
import { findAmong } from '../store/find-among.ts';

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
  /** The question was no longer in the pack when the person submitted. */
  retired: boolean;
}

/** One frozen version of a person's self-review; all that ever changes is that it is withdrawn. */
export interface Submission {
  /** Version of the shape. */
  v: 1;
  /** Of the digests of this submission in audit events. */
  salt: string;
  person: string;
  cycle: string;
  /** 1 for the first submission of the person in the cycle. */
  number: number;
  /** What asked the questions; its content is kept with the cycle. */
  pack: { id: string; version: string };
  flowVersion: string;
  submittedAt: Date;
  recordedAt: Date;
  /** Submitted after the day the drafts were due. */
  late: boolean;
  /** When the person withdrew it. */
  withdrawnAt?: Date;
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

const schema = new Schema<Submission>(
  {
    v: { type: Number, required: true },
    salt: { type: String, required: true },
    person: { type: String, required: true },
    cycle: { type: String, required: true },
    number: { type: Number, required: true, min: 1 },
    pack: { id: { type: String, required: true }, version: { type: String, required: true } },
    flowVersion: { type: String, required: true },
    submittedAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    late: { type: Boolean, required: true },
    withdrawnAt: { type: Date },
    answers: { type: [answer], required: true },
  },
  { collection: 'submissions', strict: 'throw', versionKey: false },
);
schema.index({ person: 1, cycle: 1, number: 1 }, { unique: true });

export function defineSubmissions(connection: Connection): Model<Submission> {
  return connection.model<Submission>('Submission', schema);
}

/** Context under which the value of one answer of a submission is sealed. */
export function submissionContext(of: {
  person: string;
  cycle: string;
  number: number;
  step: string;
}): string {
  return `submission/${of.person}/${of.cycle}/${of.number}/${of.step}`;
}

type Submissions = { submissions: Model<Submission> };
type SubmissionKey = Pick<Submission, 'person' | 'cycle' | 'number'>;

/** A submission before it is stored. */
export type SubmissionContent = Omit<Submission, 'v' | 'salt'>;

/** A submission that is not stored yet, as it is stored. */
export function newSubmission(content: SubmissionContent): Submission {
  return { v: 1, salt: createSalt(), ...content };
}

/** Inserts a submission. Rejects with a duplicate key if the person has handed in this number. */
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
  { person, cycle, number }: SubmissionKey,
  session: ClientSession,
): Promise<Pick<Submission, 'submittedAt' | 'withdrawnAt'> | null> {
  return database.submissions
    .findOne({ person, cycle, number })
    .select(['submittedAt', 'withdrawnAt'])
    .session(session)
    .lean();
}

/** Notes that a version is withdrawn. */
export async function withdrawSubmission(
  database: Submissions,
  of: SubmissionKey & { withdrawnAt: Date; session: ClientSession },
): Promise<void> {
  const { person, cycle, number, withdrawnAt, session } = of;
  await database.submissions.updateOne({ person, cycle, number }, { $set: { withdrawnAt } }, { session });
}

/** Versions of a person's self-review, oldest first; of one cycle, or of all. */
export function listSubmissions(
  database: Submissions,
  of: { person: string; cycle?: string },
): Promise<Submission[]> {
  return database.submissions.find(of).sort({ cycle: 1, number: 1 }).lean<Submission[]>();
}

/**
 * Who handed in what version and when, without the answers; in some cycles, of one person, or all. The first versions
 * come first.
 */
export function listSubmitted(
  database: Submissions,
  wanted?: { cycles: readonly string[] } | { person: string },
): Promise<Pick<Submission, 'person' | 'cycle' | 'number' | 'recordedAt' | 'late' | 'withdrawnAt'>[]> {
  return database.submissions
    .find(submittedFilter(wanted))
    .select(['person', 'cycle', 'number', 'recordedAt', 'late', 'withdrawnAt'])
    .sort({ number: 1 })
    .lean();
}

/** Removes every version that a person has handed in, of all cycles; returns how many there were. */
export async function removeSubmissions(database: Submissions, of: { person: string }): Promise<number> {
  const { deletedCount } = await database.submissions.deleteMany({ person: of.person });
  return deletedCount;
}

/** Which versions any of these people has handed in, in no order. */
export function findVersions(
  database: Submissions,
  wanted: { people: readonly string[] },
): Promise<SubmissionKey[]> {
  return findAmong(database.submissions, {
    field: 'person',
    values: wanted.people,
    only: ['person', 'cycle', 'number'],
  });
}

/** Every submission of a cycle as a whole, in no order; one after another, because all together may be large. */
export function readSubmissions(database: Submissions, of: { cycle: string }): AsyncIterable<Submission> {
  return database.submissions
    .find({ cycle: of.cycle })
    .lean<Submission[]>()
    .cursor() as AsyncIterable<Submission>;
}

function submittedFilter(wanted: { cycles: readonly string[] } | { person: string } | undefined) {
  if (wanted === undefined) return {};
  return 'person' in wanted
    ? { person: wanted.person }
    : { cycle: mongoose.trusted({ $in: [...wanted.cycles] }) };
}
