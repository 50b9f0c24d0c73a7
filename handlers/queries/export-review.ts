import type { Text } from '../../flows/forms/definition.ts';
import { findPerson } from '../../models/organisation/person.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { readDrafts } from '../../models/review/draft.ts';
import { listSubmissions, type Submission, submissionContext } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import type { SubmittedValue } from '../forms/submitted-value.ts';
import { decodeState } from '../talk/draft.ts';
import { chooseCycle, nothingSubmitted } from './choose-cycle.ts';
import { type ExtendedDays, wasLate } from './load-asked.ts';
import { SELF_REVIEW } from './reviews.ts';

/** One version of a self-review, opened. Times are ISO 8601 UTC. */
export interface ReviewExport {
  person: { code: string; name: string };
  cycle: string;
  cycleStatus: Cycle['status'];
  version: number;
  /** Equal to `version` unless an older version was requested. */
  newestVersion: number;
  /** Whether the person changed answers after the newest version and has not handed them in. */
  changedSince: boolean;
  /** The pack that asked the questions; its content is stored with the cycle. */
  pack: Submission['pack'];
  flowVersion: string;
  submittedAt: string;
  recordedAt: string;
  late: boolean;
  /** Null if it was not withdrawn. */
  withdrawnAt: string | null;
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

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/**
 * Opens one submission: by default the newest `version` in the newest `cycle`. Throws `person-unknown`, `cycle-unknown`,
 * `nothing-submitted`, and `export-newer-cycle` or `export-several-cycles` if it is not clear which cycle is meant.
 */
export async function exportReview(
  { database, keys }: Dependencies,
  wish: { person: string; cycle?: string | undefined; version?: number | undefined },
): Promise<ReviewExport> {
  const person = await findPerson(database, wish);
  if (person === null) {
    throw new AppError('person-unknown', { message: 'No such person', details: { person: wish.person } });
  }
  const all = await listSubmissions(database, { person: person._id });
  const { cycle, asked } = await chooseCycle(database, {
    code: person._id,
    people: new Set([person._id]),
    submitted: new Set(all.map((one) => one.cycle)),
    cycle: wish.cycle,
  });
  const versions = all.filter((one) => one.cycle === cycle._id);
  const newest = versions.at(-1);
  const found = wish.version === undefined ? newest : versions.find(({ number }) => number === wish.version);
  if (newest === undefined || found === undefined) throw nothingSubmitted(person._id);
  const changed = await listChangedSince({ database, keys }, { cycle: cycle._id, author: person._id });
  return openSubmission(keys, {
    submission: found,
    cycle,
    name: person.name,
    days: asked[0]?.days,
    newestVersion: newest.number,
    changedSince: changed.has(person._id),
  });
}

/** Codes of the people who changed answers after their newest version; of all people, or only `author`. */
export async function listChangedSince(
  dependencies: Dependencies,
  wanted: { cycle: string; author?: string },
): Promise<Set<string>> {
  const { cycle, ...one } = wanted;
  const changed = new Set<string>();
  for await (const { author, fields } of readDrafts(dependencies, {
    ...{ form: SELF_REVIEW, cycles: [cycle] },
    ...one,
  })) {
    if (decodeState(fields).draft.facts.submission?.changedSince === true) changed.add(author);
  }
  return changed;
}

/** Opens a submission with readable answers. Throws `envelope-unreadable`. */
export function openSubmission(
  keys: Pick<KeyRing, 'open'>,
  about: { submission: Submission; cycle: Cycle; name: string; days: ExtendedDays | undefined } & Pick<
    ReviewExport,
    'newestVersion' | 'changedSince'
  >,
): ReviewExport {
  const { submission, cycle, name, days, newestVersion, changedSince } = about;
  return {
    person: { code: submission.person, name },
    cycle: cycle._id,
    cycleStatus: cycle.status,
    version: submission.number,
    newestVersion,
    changedSince,
    pack: submission.pack,
    flowVersion: submission.flowVersion,
    submittedAt: submission.submittedAt.toISOString(),
    recordedAt: submission.recordedAt.toISOString(),
    late: wasLate(submission, days),
    withdrawnAt: submission.withdrawnAt?.toISOString() ?? null,
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
