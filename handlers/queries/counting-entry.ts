import { findPeople } from '../../models/organisation/person.ts';
import type { Entry } from '../../models/review/submission.ts';
import { countingVersion, listSubmitted, type Version } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';

/** The version of a person that counts, where somebody else entered it. */
export interface CountingEntry {
  how: Entry['how'];
  cycle: string;
  number: number;
  /** `YYYY-MM-DD` on which it was handed in. */
  day: string;
  /** Code of the person who entered it, and their name; null where administration did. */
  by: string | null;
  name: string | null;
  /** It was withdrawn, so nothing counts; only where that was asked for. */
  isWithdrawn?: true;
}

/**
 * What somebody entered for a person in a cycle, by default the last one with any, if that is what counts as handed in; with
 * `orWithdrawn` also where it is the last one and was withdrawn.
 */
export async function findCountingEntry(
  database: Database,
  {
    person,
    cycle: wanted,
    orWithdrawn = false,
  }: { person: string; cycle?: string | undefined; orWithdrawn?: boolean },
): Promise<CountingEntry | null> {
  const all = await listSubmitted(database, { person });
  const cycle = wanted ?? all.at(-1)?.cycle ?? '';
  const counting = countingVersion(all.filter((one) => one.cycle === cycle));
  if (counting?.entry === undefined) return null;
  const isWithdrawn = counting.withdrawnAt !== undefined;
  if (isWithdrawn && !orWithdrawn) return null;
  return toEntry(database, { ...counting, entry: counting.entry });
}

/** What a delegate handed in for a person and nobody withdrew, whether it counts or not. */
export interface DelegatedEntry extends CountingEntry {
  /** Code of the delegate. */
  by: string;
  counts: boolean;
}

/**
 * The newest version of each delegate of a person in a cycle, by default the last one with any, unless that is withdrawn; the
 * one that counts comes first.
 */
export async function listDelegatedEntries(
  database: Database,
  { person, cycle: wanted }: { person: string; cycle?: string | undefined },
): Promise<DelegatedEntry[]> {
  const all = await listSubmitted(database, { person });
  const cycle = wanted ?? all.at(-1)?.cycle ?? '';
  const ofCycle = all.filter((one) => one.cycle === cycle);
  const counting = countingVersion(ofCycle);
  const newest = [...Map.groupBy(ofCycle, ({ series }) => series).values()].flatMap(
    (some) => countingVersion(some) ?? [],
  );
  const entries = await Promise.all(
    newest.map(async (version) => {
      const { entry, withdrawnAt } = version;
      if (entry?.how !== 'delegate' || entry.by.kind === 'operator' || withdrawnAt !== undefined) return [];
      const { person: by } = entry.by;
      return [{ ...(await toEntry(database, { ...version, entry })), by, counts: version === counting }];
    }),
  );
  return entries.flat().toSorted((one, other) => Number(other.counts) - Number(one.counts));
}

async function toEntry(
  database: Database,
  { cycle, number, entry, withdrawnAt }: Version & { entry: Entry },
): Promise<CountingEntry> {
  const { how, day, by } = entry;
  const about = { how, cycle, number, day, ...(withdrawnAt && { isWithdrawn: true as const }) };
  if (by.kind === 'operator') return { ...about, by: null, name: null };
  const [found] = await findPeople(database, { codes: [by.person] });
  return { ...about, by: by.person, name: found?.name ?? by.person };
}
