import type { Text } from '../../flows/forms/definition.ts';
import { findPeople, findPerson } from '../../models/organisation/person.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { readDrafts } from '../../models/review/draft.ts';
import {
  type Entry,
  listSubmissions,
  type Submission,
  submissionContext,
} from '../../models/review/submission.ts';
import { countingVersion } from '../../models/review/version.ts';
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
  /** Equal to `version` unless an older version of the same series was requested. */
  newestVersion: number;
  /** How it was entered for the person, and by whom; null for what they handed in themselves. */
  entry: (Omit<Entry, 'by'> & { by: Enterer }) | null;
  /** Whether it is the version that counts as handed in. */
  counts: boolean;
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

/** Who entered a version: a person with their name, or an operator. */
export type Enterer =
  | { kind: 'person'; code: string; name: string }
  | Extract<Entry['by'], { kind: 'operator' }>;

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/**
 * Opens one submission: by default the version that counts in the newest `cycle`; `version` is one of those that the person
 * handed in, or of the `series` that were entered for them. Throws `person-unknown`, `cycle-unknown`,
 * `nothing-submitted`, and `export-newer-cycle` or `export-several-cycles` if it is not clear which cycle is meant.
 */
export async function exportReview(
  { database, keys }: Dependencies,
  wish: { person: string; cycle?: string | undefined } & WantedVersion,
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
  const counting = countingVersion(versions);
  const found =
    wish.version === undefined
      ? counting
      : versions.find(({ number, series }) => number === wish.version && series === wish.series);
  if (found === undefined) throw nothingSubmitted(person._id);
  const alike = versions.filter(({ series }) => series === found.series);
  const changed = await listChangedSince({ database, keys }, { cycle: cycle._id, author: person._id });
  return openSubmission(keys, {
    submission: found,
    cycle,
    name: person.name,
    days: asked[0]?.days,
    newestVersion: Math.max(...alike.map(({ number }) => number)),
    counts: found === counting,
    changedSince: changed.has(person._id),
    enterers: await nameEnterers(database, [found]),
  });
}

/** Which version is meant, where one is; `series` for those that were entered for the person. */
interface WantedVersion {
  version?: number | undefined;
  series?: Submission['series'];
}

/** The names of those who entered versions for others, by their codes. */
export async function nameEnterers(
  database: Database,
  versions: readonly Pick<Submission, 'entry'>[],
): Promise<Map<string, string>> {
  const codes = versions.flatMap(({ entry }) => (entry?.by.kind === 'person' ? entry.by.person : []));
  const people = await findPeople(database, { codes });
  return new Map(people.map(({ _id, name }) => [_id, name]));
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
  about: {
    submission: Submission;
    cycle: Cycle;
    name: string;
    days: ExtendedDays | undefined;
    /** Names of those who entered versions, by their codes. */
    enterers: ReadonlyMap<string, string>;
  } & Pick<ReviewExport, 'newestVersion' | 'changedSince' | 'counts'>,
): ReviewExport {
  const { submission, cycle, name, days, newestVersion, counts, changedSince, enterers } = about;
  const { entry } = submission;
  return {
    person: { code: submission.person, name },
    cycle: cycle._id,
    cycleStatus: cycle.status,
    version: submission.number,
    newestVersion,
    entry: entry === undefined ? null : { ...entry, by: namedEnterer(entry.by, enterers) },
    counts,
    // What the person writes beside a version that was entered for them is no change of it.
    changedSince: entry === undefined && changedSince,
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

function namedEnterer(by: Entry['by'], names: ReadonlyMap<string, string>): Enterer {
  return by.kind === 'operator' ? by : { kind: 'person', code: by.person, name: names.get(by.person) ?? '' };
}
