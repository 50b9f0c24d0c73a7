import { dayOf } from '../../flows/rules/calendar.ts';
import { findPeople } from '../../models/organisation/person.ts';
import { type Entry, takenBackContext } from '../../models/review/submission.ts';
import {
  countingVersion,
  listSubmitted,
  listVersions,
  standingVersion,
  type Version,
} from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

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
  /** How many photos or files of it are kept. */
  files?: number;
  /** It was withdrawn, so nothing counts; only where that was asked for. */
  isWithdrawn?: true;
  withdrawnBy?: NonNullable<Version['withdrawnBy']>;
  takenBack?: KnownReason;
}

/** Name of who took a version back for the person, null where administration did; of which paper (`YYYY-MM-DD`), and why. */
export interface KnownReason {
  by: string | null;
  paperDay: string | null;
  why: string;
}

/**
 * What somebody entered for a person in a cycle, by default the last one with any, if that is what counts as handed in; with
 * `orWithdrawn` also where it is the last one and was withdrawn.
 */
export async function findCountingEntry(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
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
  const takenBack = await findReason({ database, keys }, counting);
  const entry = await toEntry(database, { ...counting, entry: counting.entry });
  return { ...entry, ...(takenBack && { takenBack }) };
}

/** What a person handed in, or was entered for them, in a cycle that does not ask them any longer; null where nothing stands. */
export async function findKept(
  database: Database,
  of: { person: string; cycle: string },
): Promise<Pick<CountingEntry, 'number' | 'day'> | null> {
  const version = standingVersion(await listVersions(database, of));
  return version === undefined ? null : await toNext(database, version);
}

/** Who took a version back for the person, and why; undefined where nobody did. Throws `envelope-unreadable`. */
export async function findReason(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
  { takenBack, ...key }: Pick<Version, 'person' | 'cycle' | 'series' | 'number' | 'takenBack'>,
): Promise<KnownReason | undefined> {
  if (takenBack === undefined) return undefined;
  const { by, paperDay, why } = takenBack;
  return {
    by: by.kind === 'operator' ? null : await nameOf(database, by.person),
    ...{ paperDay, why: keys.open(why, takenBackContext(key)) },
  };
}

/** What somebody entered for a person and nobody withdrew, whether it counts or not. */
export interface StandingEntry extends CountingEntry {
  counts: boolean;
  /** What counts once it is withdrawn: what the person handed in themselves, or another entry; null where nothing does. */
  after: (Pick<CountingEntry, 'number' | 'day' | 'name'> & { how: CountingEntry['how'] | 'own' }) | null;
}

/** What a delegate handed in for a person and nobody withdrew. */
export type DelegatedEntry = StandingEntry & {
  /** Code of the delegate. */
  by: string;
};

/**
 * The newest paper of a person, and the newest version of each delegate, in a cycle, by default the last one with any, unless
 * that is withdrawn; the one that counts comes first.
 */
export async function listStandingEntries(
  database: Database,
  { person, cycle: wanted }: { person: string; cycle?: string | undefined },
): Promise<StandingEntry[]> {
  const all = await listSubmitted(database, { person });
  const cycle = wanted ?? all.at(-1)?.cycle ?? '';
  const ofCycle = all.filter((one) => one.cycle === cycle);
  const counting = standingVersion(ofCycle);
  const newest = [...Map.groupBy(ofCycle, ({ series }) => series).values()].flatMap(
    (some) => standingVersion(some) ?? [],
  );
  const entries = await Promise.all(
    newest.map(async (version) => {
      const { entry } = version;
      if (entry === undefined) return [];
      const others = newest.filter((one) => one !== version);
      const next = standingVersion(others);
      return [
        {
          ...(await toEntry(database, { ...version, entry })),
          counts: version === counting,
          after: next === undefined ? null : await toNext(database, next),
        },
      ];
    }),
  );
  return entries.flat().toSorted((one, other) => Number(other.counts) - Number(one.counts));
}

/** Those of them that delegates handed in. */
export async function listDelegatedEntries(
  database: Database,
  of: { person: string; cycle?: string | undefined },
): Promise<DelegatedEntry[]> {
  const all = await listStandingEntries(database, of);
  return all.filter((entry): entry is DelegatedEntry => entry.how === 'delegate' && entry.by !== null);
}

async function toNext(database: Database, version: Version): Promise<NonNullable<StandingEntry['after']>> {
  const { number, submittedAt, entry } = version;
  if (entry === undefined) return { how: 'own', number, day: dayOf(submittedAt), name: null };
  const { how, day, name } = await toEntry(database, { ...version, entry });
  return { how, number, day, name };
}

async function toEntry(
  database: Database,
  { cycle, number, entry, withdrawnAt, withdrawnBy }: Version & { entry: Entry },
): Promise<CountingEntry> {
  const { how, day, by, files } = entry;
  const about = {
    ...{ how, cycle, number, day, ...(withdrawnAt && { isWithdrawn: true as const }) },
    ...(withdrawnBy && { withdrawnBy }),
    ...(files && { files }),
  };
  if (by.kind === 'operator') return { ...about, by: null, name: null };
  return { ...about, by: by.person, name: await nameOf(database, by.person) };
}

async function nameOf(database: Database, person: string): Promise<string> {
  const [found] = await findPeople(database, { codes: [person] });
  return found?.name ?? person;
}
