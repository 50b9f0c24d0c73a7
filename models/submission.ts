import { type Connection, type InferSchemaType, type Model, Schema } from 'mongoose';

const Text = { vi: { type: String, required: true }, en: { type: String, required: true } };

const answer = new Schema(
  {
    step: { type: String, required: true },
    kind: { type: String, required: true },
    section: Text,
    heading: Text,
    prompt: Text,
    /** The value as JSON, sealed with the context of `submissionContext`. */
    sealed: { type: String, required: true },
    answeredAt: { type: Date, required: true },
    /** The question was no longer in the cycle file when the person submitted. */
    retired: { type: Boolean, default: false },
  },
  { _id: false },
);

const schema = new Schema(
  {
    person: { type: String, required: true },
    cycle: { type: String, required: true },
    /** 1 for the first submission of the person in the cycle. */
    number: { type: Number, required: true, min: 1 },
    flowVersion: { type: String, required: true },
    submittedAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    /** Submitted after the day the drafts were due. */
    late: { type: Boolean, required: true },
    answers: { type: [answer], required: true },
  },
  { collection: 'submissions', strict: 'throw', versionKey: false },
);
schema.index({ person: 1, cycle: 1, number: 1 }, { unique: true });

/** One frozen version of a person's self-review; never changed after it was written. */
export type Submission = InferSchemaType<typeof schema>;

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
