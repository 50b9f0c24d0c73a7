import mongoose, { type Connection, type Model, Schema } from 'mongoose';

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

/** One frozen version of a person's self-review; never changed after it was written. */
export interface Submission {
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
    person: { type: String, required: true },
    cycle: { type: String, required: true },
    number: { type: Number, required: true, min: 1 },
    pack: { id: { type: String, required: true }, version: { type: String, required: true } },
    flowVersion: { type: String, required: true },
    submittedAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    late: { type: Boolean, required: true },
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

const DUPLICATE_KEY = 11_000;

/** Records a submission once; a second time changes nothing. */
export async function insertSubmission(database: Submissions, submission: Submission): Promise<void> {
  try {
    await database.submissions.create(submission);
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
  }
}

export async function isRecorded(database: Submissions, key: SubmissionKey): Promise<boolean> {
  const { person, cycle, number } = key;
  return (await database.submissions.exists({ person, cycle, number })) !== null;
}

/** Versions of a person's self-review, oldest first; of one cycle, or of all. */
export function listSubmissions(
  database: Submissions,
  of: { person: string; cycle?: string },
): Promise<Submission[]> {
  return database.submissions.find(of).sort({ cycle: 1, number: 1 }).lean<Submission[]>();
}

/** Who handed in what version and when, without the answers, in some cycles or all; the first versions first. */
export function listSubmitted(
  database: Submissions,
  of?: { cycles: readonly string[] },
): Promise<Pick<Submission, 'person' | 'cycle' | 'number' | 'recordedAt' | 'late'>[]> {
  return database.submissions
    .find(of === undefined ? {} : { cycle: mongoose.trusted({ $in: [...of.cycles] }) })
    .select(['person', 'cycle', 'number', 'recordedAt', 'late'])
    .sort({ number: 1 })
    .lean();
}

/** Every submission of a cycle as a whole, in no order; one after another, because all together may be large. */
export function readSubmissions(database: Submissions, of: { cycle: string }): AsyncIterable<Submission> {
  return database.submissions
    .find({ cycle: of.cycle })
    .lean<Submission[]>()
    .cursor() as AsyncIterable<Submission>;
}
