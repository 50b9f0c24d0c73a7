import type { Text } from '../flows/definition.ts';
import type { Database } from '../models/connection.ts';
import type { KeyRing } from '../models/encryption.ts';
import { AppError } from '../models/errors.ts';
import { findPerson } from '../models/person.ts';
import { listSubmissions, type Submission, submissionContext } from '../models/submission.ts';
import type { SubmittedValue } from './submitted-value.ts';

/** One version of a self-review, opened. Times are ISO 8601 UTC. */
export interface ReviewExport {
  person: { code: string; name: string };
  cycle: string;
  version: number;
  flowVersion: string;
  submittedAt: string;
  recordedAt: string;
  late: boolean;
  answers: {
    step: string;
    section: Text;
    heading: Text;
    prompt: Text;
    /** Null for a question that was left open. */
    answeredAt: string | null;
    retired: boolean;
    value: SubmittedValue;
  }[];
}

interface Wish {
  person: string;
  /** The newest cycle that the person submitted in, unless named. */
  cycle?: string | undefined;
  /** The newest version, unless named. */
  version?: number | undefined;
}

/** Opens one submission. Throws `person-unknown` or `nothing-submitted`. */
export async function exportReview(
  { database, keys }: { database: Database; keys: KeyRing },
  wish: Wish,
): Promise<ReviewExport> {
  const person = await findPerson(database, wish);
  if (person === null) {
    throw new AppError('person-unknown', { message: 'No such person', details: { person: wish.person } });
  }
  const submission = await findSubmission(database, wish);
  return {
    person: { code: person._id, name: person.name },
    cycle: submission.cycle,
    version: submission.number,
    flowVersion: submission.flowVersion,
    submittedAt: submission.submittedAt.toISOString(),
    recordedAt: submission.recordedAt.toISOString(),
    late: submission.late,
    answers: submission.answers.map((answer) => ({
      step: answer.step,
      section: answer.section,
      heading: answer.heading,
      prompt: answer.prompt,
      answeredAt: answer.answeredAt?.toISOString() ?? null,
      retired: answer.retired,
      value: JSON.parse(keys.open(answer.sealed, submissionContext({ ...submission, step: answer.step }))),
    })),
  };
}

async function findSubmission(database: Database, wish: Wish): Promise<Submission> {
  const all = await listSubmissions(database, {
    person: wish.person,
    ...(wish.cycle === undefined ? {} : { cycle: wish.cycle }),
  });
  const newest = all.toSorted((one, other) => one.recordedAt.getTime() - other.recordedAt.getTime()).at(-1);
  const found = all.findLast(
    (one) => one.cycle === newest?.cycle && (wish.version === undefined || one.number === wish.version),
  );
  if (found !== undefined) return found;
  throw new AppError('nothing-submitted', {
    message: 'The person has not submitted that',
    details: { person: wish.person },
  });
}
