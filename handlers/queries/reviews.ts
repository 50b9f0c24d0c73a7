import { LRUCache } from 'lru-cache';
import { dayIn } from '../../flows/rules/calendar.ts';
import { readOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { type Cycle, findCycleById } from '../../models/review/cycle.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { createCachedLookUp } from './cached-look-up.ts';
import { findInForce } from './delegations.ts';
import { type Absence, type Asked, loadAsked, loadAskedIn } from './load-asked.ts';
import { demandCycle } from './load-subject.ts';
import type { Members } from './members.ts';
import { type OpenedCycle, openCycle } from './opened-cycle.ts';
import type { Questions } from './questions.ts';
import type { WithFallback } from './with-fallback.ts';

/** The days of a cycle that are shown to people. */
export interface CycleDays {
  cycle: string;
  year: number;
  /** `YYYY-MM-DD`. */
  draftsDue: string;
  papersBefore: string;
  /** Why drafts are due later than for others, where they are. */
  extension?: { why: string };
}

/** Name of the form that a person answers about themselves (Mẫu 2). */
export const SELF_REVIEW = 'self-review';

/** A person's review in a cycle, as the draft in which it is answered is asked. */
export interface Review extends Questions {
  cycle: CycleDays;
  /** The pack that a version of the flow was made from; the present one if the cycle never had it. */
  packOf(version: string): { id: string; version: string };
}

export interface Reviews {
  /** The review in the open cycle; null if no open cycle asks the person. Uses a fallback while the database is away. */
  findOpen(person: string): Promise<Review | null>;
  /** The same, where somebody is named to answer for the person in that cycle; null where they are not, or no longer. */
  findOpenFor(of: { person: string; delegate: string }): Promise<Review | null>;
  /**
   * The review that the open cycle asked for on an earlier day, `YYYY-MM-DD`, of somebody who has left since; null where it
   * did not. As the system of record knows it now.
   */
  findAskedOn(person: string, day: string): Promise<Review | null>;
  /** Why no open cycle asks somebody who is or was part of one; null for everybody else. It falls back in the same way. */
  findAbsence(person: string): Promise<Absence | null>;
  /** The day from which somebody who is to leave does not belong to their unit; null for anybody else. It falls back, too. */
  findLeavesOn(person: string): Promise<string | null>;
  /**
   * Looks now whether the organisation has changed, so that nobody in this process sees how it was before. Rejects while the
   * system of record is away.
   */
  notice(): Promise<void>;
  /** The version of the organisation as this process knows it; another one once it has noticed a change. */
  version(): Promise<number>;
  /** What somebody was asked in a cycle that is closed, by what is known of it; null if it asked them nothing. */
  ofClosed(draft: { author: string; cycle: string }): Promise<Review | null>;
  /** A review in any cycle as the system of record knows it now: what is recorded must not go by what may be older. */
  findInCycle(person: string, cycle: string): Promise<Review | null>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  withFallback: WithFallback;
  /** Forgotten with what they are asked. */
  members: Members;
  /** The day that it is, `YYYY-MM-DD`. */
  today(): string;
}

/** How long it may take until an import, or the opening or closing of a cycle, is noticed. */
export const VERSION_FRESH_MS = 15_000;
/** How long it may take until any other change of a person's questions is noticed. */
const FRESH_MS = 10 * 60_000;
const MOST_PEOPLE = 5_000;
const MOST_CYCLES = 50;
const VERSION = 'organisation-version';
/** The version is not known, so the questions of all people are looked up again. */
const UNKNOWN = -1;

/** What is known of a person, from one look-up. */
interface Known {
  review: Review | null;
  absence: Absence | null;
  leavesOn: string | null;
}

export function createReviews(dependencies: Dependencies): Reviews {
  const { database, withFallback, members, today } = dependencies;
  const versions = createVersions(dependencies);
  const people = createCachedLookUp<Known>({
    max: MOST_PEOPLE,
    ttl: FRESH_MS,
  });
  const others = createCachedLookUp<{ review: Review | null }>({ max: MOST_PEOPLE, ttl: FRESH_MS });
  const delegates = createDelegates(dependencies);
  const cycles = createCycles(dependencies);
  let version = UNKNOWN;
  let day = today();

  async function forgetOlder(): Promise<void> {
    const present = await readVersion(versions);
    // With a new day somebody may have come, or left.
    if (present === version && day === today()) return;
    for (const cache of [members, people, others, delegates, cycles]) cache.clear();
    version = present;
    day = today();
  }

  async function find(person: string): Promise<Known> {
    await forgetOlder();
    return people.find(person, async () => {
      // That no review asks somebody is known, too, and remembered like the rest.
      const { asked, absence, leavesOn } = await withFallback(`asked:${person}`, () =>
        loadAsked(dependencies, { person, day, find: members.find }),
      );
      // What an older version remembered says neither why nothing is asked, nor who is to leave.
      const review = await cycles.open(person, asked);
      return { review, absence: absence ?? null, leavesOn: leavesOn ?? null };
    });
  }

  return {
    findOpen: async (person) => (await find(person)).review,
    async findOpenFor({ person, delegate }) {
      const { review } = await find(person);
      const of = review && { member: person, cycle: review.cycle.cycle, day };
      return of !== null && (await delegates.find(of)) === delegate ? review : null;
    },
    async findAskedOn(person, on) {
      const { asked } = await loadAsked(dependencies, { person, day: on });
      return cycles.open(person, asked);
    },
    findAbsence: async (person) => (await find(person)).absence,
    findLeavesOn: async (person) => (await find(person)).leavesOn,
    async notice() {
      // Not what was known last, for that is what has changed.
      versions.set(VERSION, await readOrganisationVersion(database));
      await forgetOlder();
    },
    version: () => readVersion(versions),
    async ofClosed({ author, cycle }) {
      await forgetOlder();
      const { review } = await others.find(`${author} ${cycle}`, async () => {
        const { asked } = await withFallback(`asked:${author}:${cycle}`, async () => ({
          asked: await loadAskedIn(dependencies, { person: author, cycle, day }),
        }));
        return { review: await cycles.open(author, asked) };
      });
      return review;
    },
    async findInCycle(person, id) {
      const cycle = await findCycleById(database, id);
      const asked = await loadAskedIn(dependencies, { person, cycle: id, day: today() });
      if (cycle === null || asked === null) return null;
      return toReview(openCycle(cycle), { person, asked });
    },
  };
}

/** The cycles that ask people something, as they were known last. */
function createCycles({ database, withFallback }: Dependencies) {
  const known = createCachedLookUp<OpenedCycle>({ max: MOST_CYCLES });
  return {
    clear: known.clear,
    /** Looks up the cycle of what was asked, and what it asks. */
    async open(person: string, asked: Asked | null): Promise<Review | null> {
      if (asked === null) return null;
      const name = `opened-cycle:${asked.cycle}:${asked.current}`;
      const opened = await known.find(name, async () => {
        const cycle = await withFallback(name, () => findCycleById(database, asked.cycle));
        return openCycle(demandCycle(cycle, asked.cycle));
      });
      return toReview(opened, { person, asked });
    },
  };
}

/** Who answers for members on a day, as it was known last. */
function createDelegates({ database, withFallback }: Dependencies) {
  const known = createCachedLookUp<{ code: string | null }>({ max: MOST_PEOPLE, ttl: FRESH_MS });
  return {
    clear: known.clear,
    async find(of: { member: string; cycle: string; day: string }): Promise<string | null> {
      const name = `delegate:${of.member}:${of.cycle}`;
      const load = async () => ({ code: (await findInForce(database, of))?.delegate ?? null });
      return (await known.find(name, () => withFallback(name, load))).code;
    },
  };
}

type Versions = LRUCache<typeof VERSION, number>;

function createVersions({ database, withFallback }: Dependencies): Versions {
  return new LRUCache({
    max: 1,
    ttl: VERSION_FRESH_MS,
    fetchMethod: (name) => withFallback(name, () => readOrganisationVersion(database)).catch(() => UNKNOWN),
  });
}

/** Reads the version of the organisation, from a cache while that is fresh. */
async function readVersion(versions: Versions): Promise<number> {
  // A recently expired version is used while it is read again: waiting for a database that hangs would stop all replies.
  const allowStale = versions.getRemainingTTL(VERSION) > -VERSION_FRESH_MS;
  return (await versions.fetch(VERSION, { allowStale })) ?? UNKNOWN;
}

/** Null if no form of the cycle asks the person for a self-review. */
function toReview(opened: OpenedCycle, { person, asked }: { person: string; asked: Asked }): Review | null {
  const { cycle } = opened;
  const { current, subject } = asked;
  const pack = opened.packOf(current);
  const flow = opened.flowOf(pack, subject);
  if (flow === undefined) return null;
  // The version of a flow begins with that of its pack, so its pack is found even if the person's items have changed.
  const madeFrom = (flowThen: string) => cycle.versions.find((one) => flowThen.startsWith(`${one.version}-`));
  const { extension } = asked;
  const days = { ...daysOf(cycle, pack.dates), ...asked.days, ...(extension && { extension }) };
  return {
    ...{ identity: selfReviewIdentity(person, cycle._id), cycle: days, due: days.draftsDue, flow },
    earlier(wanted) {
      const version = (madeFrom(wanted) ?? cycle.versions.at(-2))?.version ?? current;
      return opened.flowOf(opened.packOf(version), subject);
    },
    packOf(flowThen) {
      const { id, version } = opened.packOf(madeFrom(flowThen)?.version ?? current);
      return { id, version };
    },
  };
}

/** Identity of a person's self-review in a cycle. */
export function selfReviewIdentity(person: string, cycle: string): DraftIdentity {
  return { form: SELF_REVIEW, cycle, subject: { kind: 'person', id: person }, author: person };
}

function daysOf(cycle: Cycle, dates: { draftsDue: string; papersBefore: string }): CycleDays {
  return {
    cycle: cycle._id,
    year: cycle.year,
    draftsDue: dayIn(cycle.year, dates.draftsDue),
    papersBefore: dayIn(cycle.year, dates.papersBefore),
  };
}
