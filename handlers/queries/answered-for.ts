import { findPeople } from '../../models/organisation/person.ts';
import { delegateSeries, listSubmissions, submissionContext } from '../../models/review/submission.ts';
import { countingVersion } from '../../models/review/version.ts';
import type { SubmittedValue } from '../forms/submitted-value.ts';
import type { ScreenSubject } from '../screens/screen.ts';
import type { AnsweredForFacts } from '../words/delegation.ts';
import { findReason, listDelegatedEntries } from './counting-entry.ts';
import type { PersonSources } from './sources.ts';

/** A page takes further answers up to so much of their JSON; one answer is never cut. */
const PAGE_LENGTH = 2_500;

/**
 * A page of a version that a delegate handed in for the reader: the one that is named, or else the one that counts, or any
 * that stands. Null where there is none.
 */
export async function loadAnsweredFor(
  sources: PersonSources,
  subject: ScreenSubject,
): Promise<AnsweredForFacts | null> {
  const { database, keys, reviews } = sources;
  const { person, page: wanted = 0 } = subject;
  const open = (await reviews.findOpen(person))?.cycle.cycle;
  const named = await findNamed(sources, subject, open);
  if (named === null) return null;
  const { cycle, delegate, number } = named;
  const all = await listSubmissions(database, { person, cycle });
  const version = all.find((one) => one.number === number && one.series === delegateSeries(delegate));
  if (version === undefined) return null;
  const [found] = await findPeople(database, { codes: [delegate] });
  const answers = version.answers.map(({ step, heading, sealed }) => {
    const json = keys.open(sealed, submissionContext({ ...version, step }));
    return { heading, json };
  });
  const pages = inPages(answers);
  const page = Math.min(Math.max(0, Number(wanted)), pages.length - 1);
  const { withdrawnAt, submittedAt } = version;
  const takenBack = await findReason({ database, keys }, version);
  return {
    ...{ cycle, delegate, number, page, pages: pages.length },
    name: found?.name ?? delegate,
    at: submittedAt.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    ...(takenBack && { takenBack }),
    counts: countingVersion(all) === version && withdrawnAt === undefined,
    mayWithdraw: withdrawnAt === undefined && cycle === open,
    answers: (pages[page] ?? []).map(({ heading, json }) => ({
      heading,
      value: JSON.parse(json) as SubmittedValue,
    })),
  };
}

async function findNamed(
  { database }: PersonSources,
  { person, cycle, delegate, number }: ScreenSubject,
  open: string | undefined,
): Promise<{ cycle: string; delegate: string; number: number } | null> {
  if (cycle !== undefined && delegate !== undefined) {
    return { cycle: String(cycle), delegate: String(delegate), number: Number(number) };
  }
  const [entry] = await listDelegatedEntries(database, { person, cycle: open });
  return entry === undefined ? null : { ...entry, delegate: entry.by };
}

function inPages<Answer extends { json: string }>(answers: readonly Answer[]): Answer[][] {
  const pages: Answer[][] = [];
  let length = 0;
  for (const answer of answers) {
    length += answer.json.length;
    if (pages.length > 0 && length <= PAGE_LENGTH) pages.at(-1)?.push(answer);
    else {
      pages.push([answer]);
      length = answer.json.length;
    }
  }
  return pages;
}
