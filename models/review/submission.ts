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
  /** Whether the question was no longer in the pack when the person submitted. */
  retired: boolean;
}

/** One frozen version of a person's self-review. It never changes, except that it can be withdrawn. */
export interface Submission {
  /** Version of the shape. */
  v: 1;
  /** Salt of the digests of this submission in audit events. */
  salt: string;
  person: string;
  cycle: string;
  /** 1 for the first submission of the person in the cycle. */
  number: number;
  /** The pack that asked the questions; its content is stored with the cycle. */
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
export function submissionContext(key: {
  person: string;
  cycle: string;
  number: number;
  step: string;
}): string {
  return `submission/${key.person}/${key.cycle}/${key.number}/${key.step}`;
}

type Submissions = { submissions: Model<Submission> };
type SubmissionKey = Pick<Submission, 'person' | 'cycle' | 'number'>;

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
  { person, cycle, number }: SubmissionKey,
  session: ClientSession,
): Promise<Pick<Submission, 'submittedAt' | 'withdrawnAt'> | null> {
  return database.submissions
    .findOne({ person, cycle, number })
    .select(['submittedAt', 'withdrawnAt'])
    .session(session)
    .lean();
}

/** The newest version of a person's self-review in a cycle, without the answers; null if none is recorded. */
export function findNewestSubmission(
  database: Submissions,
  { person, cycle }: Pick<Submission, 'person' | 'cycle'>,
): Promise<Pick<Submission, 'number' | 'submittedAt' | 'recordedAt' | 'withdrawnAt'> | null> {
  return database.submissions
    .findOne({ person, cycle })
    .select(['number', 'submittedAt', 'recordedAt', 'withdrawnAt'])
    .sort({ number: -1 })
    .lean();
}

/** Notes that a version is withdrawn. */
export async function withdrawSubmission(
  database: Submissions,
  withdrawal: SubmissionKey & { withdrawnAt: Date; session: ClientSession },
): Promise<void> {
  const { person, cycle, number, withdrawnAt, session } = withdrawal;
  await database.submissions.updateOne({ person, cycle, number }, { $set: { withdrawnAt } }, { session });
}

/** Versions of a person's self-review, oldest first; of one cycle, or of all. */
export function listSubmissions(
  database: Submissions,
  { session, ...wanted }: { person: string; cycle?: string; session?: ClientSession },
): Promise<Submission[]> {
  return database.submissions
    .find(wanted)
    .sort({ cycle: 1, number: 1 })
    .session(session ?? null)
    .lean<Submission[]>();
}

/**
 * Submissions without their answers: of some cycles, of one person, or all. Lower version numbers come first.
 */
export function listSubmitted(
  database: Submissions,
  wanted?: { cycles: readonly string[] } | { person: string },
): Promise<
  Pick<Submission, 'person' | 'cycle' | 'number' | 'submittedAt' | 'recordedAt' | 'late' | 'withdrawnAt'>[]
> {
  return database.submissions
    .find(submittedFilter(wanted))
    .select(['person', 'cycle', 'number', 'submittedAt', 'recordedAt', 'late', 'withdrawnAt'])
    .sort({ number: 1 })
    .lean();
}

/** Removes every version that a person has handed in, of all cycles; returns how many there were. */
export async function removeSubmissions(
  database: Submissions,
  { person, session }: { person: string; session: ClientSession },
): Promise<number> {
  const { deletedCount } = await database.submissions.deleteMany({ person }, { session });
  return deletedCount;
}

/** Which versions any of these people has handed in, in no order. */
export function findVersions(
  database: Submissions,
  wanted: { people: readonly string[] },
): Promise<(SubmissionKey & Pick<Submission, 'withdrawnAt'>)[]> {
  return findAmong(database.submissions, {
    field: 'person',
    values: wanted.people,
    only: ['person', 'cycle', 'number', 'withdrawnAt'],
  });
}

/** The newest versions of these people, of each cycle; without their answers. */
export async function listNewestAmong(
  database: Submissions,
  wanted: { people: readonly string[] },
): Promise<{ find(of: Pick<Submission, 'person' | 'cycle'>): Pick<Submission, 'withdrawnAt'> | undefined }> {
  const found = await findAmong(database.submissions, {
    field: 'person',
    values: wanted.people,
    only: ['person', 'cycle', 'number', 'withdrawnAt'],
  });
  const newest = new Map<string, Submission>();
  for (const one of found) {
    const key = JSON.stringify([one.person, one.cycle]);
    if ((newest.get(key)?.number ?? 0) < one.number) newest.set(key, one);
  }
  return { find: ({ person, cycle }) => newest.get(JSON.stringify([person, cycle])) };
}

/** Removes versions in the transaction that takes back the import which created them. */
export async function removeVersions(
  database: Submissions,
  { versions, session }: { versions: readonly SubmissionKey[]; session: ClientSession },
): Promise<void> {
  const removals = versions.map(({ person, cycle, number }) => ({
    deleteOne: { filter: { person, cycle, number } },
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

function submittedFilter(wanted: { cycles: readonly string[] } | { person: string } | undefined) {
  if (wanted === undefined) return {};
  return 'person' in wanted
    ? { person: wanted.person }
    : { cycle: mongoose.trusted({ $in: [...wanted.cycles] }) };
}
