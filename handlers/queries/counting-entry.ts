import { findPeople } from '../../models/organisation/person.ts';
import type { Entry } from '../../models/review/submission.ts';
import { countingVersion, listSubmitted } from '../../models/review/version.ts';
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
  const { number, entry } = counting;
  const { how, day, by } = entry;
  const about = { how, cycle, number, day, ...(isWithdrawn ? { isWithdrawn } : {}) };
  if (by.kind === 'operator') return { ...about, by: null, name: null };
  const [found] = await findPeople(database, { codes: [by.person] });
  return { ...about, by: by.person, name: found?.name ?? by.person };
}
