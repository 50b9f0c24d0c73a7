import { LRUCache } from 'lru-cache';
import type { Subject } from '../../flows/forms/compile.ts';
import { dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { isPresent, membershipsOf } from '../../models/organisation/membership.ts';
import { readOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { findPerson, type Person } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { type Cycle, findCycleById, findOpenCycle, listAllCycles } from '../../models/review/cycle.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { cycleAsking, findBegun } from './begun-cycle.ts';
import { createCachedLookUp } from './cached-look-up.ts';
import { loadSubject } from './load-subject.ts';
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
  /** What somebody was asked in a cycle that is closed, by what is known of it; null if it asked them nothing. */
  ofClosed(draft: { author: string; cycle: string }): Promise<Review | null>;
  /** A review in any cycle as the system of record knows it now: what is recorded must not go by what may be older. */
  findInCycle(person: string, cycle: string): Promise<Review | null>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  withFallback: WithFallback;
  /** `YYYY-MM-DD`; by the clock if nothing is given. */
  today?(): string;
}

/** What decides a person's questions. It is small, because the cycle itself is cached once for all people. */
interface Asked {
  cycle: string;
  /** The version of its pack that questions are asked from. */
  current: string;
  subject: Subject;
}

/** How long it may take until an import, or the opening or closing of a cycle, is noticed. */
const VERSION_FRESH_MS = 15_000;
/** How long it may take until any other change of a person's questions is noticed. */
const FRESH_MS = 10 * 60_000;
const MOST_PEOPLE = 5_000;
const MOST_CYCLES = 50;
const VERSION = 'organisation-version';
/** The version is not known, so the questions of all people are looked up again. */
const UNKNOWN = -1;

export function createReviews(dependencies: Dependencies): Reviews {
  const { database, withFallback, today = () => dayOf(new Date()) } = dependencies;
  const readVersion = createReadVersion(dependencies);
  const people = createCachedLookUp<{ review: Review | null }>({ max: MOST_PEOPLE, ttl: FRESH_MS });
  const others = createCachedLookUp<{ review: Review | null }>({ max: MOST_PEOPLE, ttl: FRESH_MS });
  const cycles = createCachedLookUp<OpenedCycle>({ max: MOST_CYCLES });
  let version = UNKNOWN;
  let day = today();

  /** Looks up the cycle of what was asked, and what it asks. */
  async function openReview(person: string, asked: Asked | null): Promise<{ review: Review | null }> {
    if (asked === null) return { review: null };
    const name = `opened-cycle:${asked.cycle}:${asked.current}`;
    const opened = await cycles.find(name, async () => {
      const cycle = await withFallback(name, () => findCycleById(database, asked.cycle));
      if (cycle !== null) return openCycle(cycle);
      throw new AppError('pack-unreadable', {
        message: 'The cycle is gone',
        details: { cycle: asked.cycle },
      });
    });
    return { review: toReview(opened, { person, asked }) };
  }

  async function forgetOlder(): Promise<void> {
    const present = await readVersion();
    // With a new day somebody may have come, or left.
    if (present === version && day === today()) return;
    for (const cache of [people, others, cycles]) cache.clear();
    version = present;
    day = today();
  }

  return {
    async findOpen(person) {
      await forgetOlder();
      const { review } = await people.find(person, async () => {
        // That no review asks somebody is known, too, and remembered like the rest.
        const { asked } = await withFallback(`asked:${person}`, async () => ({
          asked: await loadAsked(dependencies, { person, day }),
        }));
        return openReview(person, asked);
      });
      return review;
    },
    async ofClosed({ author, cycle }) {
      await forgetOlder();
      const { review } = await others.find(`${author} ${cycle}`, async () => {
        const { asked } = await withFallback(`asked:${author}:${cycle}`, async () => ({
          asked: await loadAskedIn(dependencies, { person: author, cycle }),
        }));
        return openReview(author, asked);
      });
      return review;
    },
    async findInCycle(person, id) {
      const cycle = await findCycleById(database, id);
      const asked = await loadAskedIn(dependencies, { person, cycle: id });
      if (cycle === null || asked === null) return null;
      return toReview(openCycle(cycle), { person, asked });
    },
  };
}

/** Reads the version of the organisation, from a cache while that is fresh. */
function createReadVersion({ database, withFallback }: Dependencies): () => Promise<number> {
  const versions = new LRUCache<typeof VERSION, number>({
    max: 1,
    ttl: VERSION_FRESH_MS,
    fetchMethod: (name) => withFallback(name, () => readOrganisationVersion(database)).catch(() => UNKNOWN),
  });
  return async () => {
    // A recently expired version is used while it is read again: waiting for a database that hangs would stop all replies.
    const allowStale = versions.getRemainingTTL(VERSION) > -VERSION_FRESH_MS;
    return (await versions.fetch(VERSION, { allowStale })) ?? UNKNOWN;
  };
}

async function loadAsked(
  dependencies: Dependencies,
  { person, day }: { person: string; day: string },
): Promise<Asked | null> {
  const found = await findPerson(dependencies.database, { person });
  if (found === null || !isPresent(found, day)) return null;
  const cycle = await findAsking(dependencies.database, found);
  if (cycle === undefined) return null;
  const subject = await loadSubject(dependencies, { person, cycle });
  if (subject === undefined || subject.roles.length === 0) return null;
  return { cycle: cycle._id, current: cycle.current, subject };
}

/** The open cycle that asks a person; only for those who moved more has to be read than where they are. */
async function findAsking(database: Database, person: Person): Promise<Cycle | undefined> {
  const codes = membershipsOf(person).map(({ unit }) => unit);
  if (codes.length <= 1) return findOpenCycle(database, { person: person._id });
  const [all, units, begun] = await Promise.all([
    listAllCycles(database),
    findUnits(database, { codes }),
    findBegun(database, [person]),
  ]);
  const cycles = all.filter(({ status }) => status === 'open');
  return cycleAsking(person, { cycles, units: new Map(units.map((unit) => [unit._id, unit])), begun });
}

/** What a review in a cycle that need not be open asks; null if there is no such cycle or person. */
async function loadAskedIn(
  dependencies: Dependencies,
  of: { person: string; cycle: string },
): Promise<Asked | null> {
  const { person } = of;
  const cycle = await findCycleById(dependencies.database, of.cycle);
  const subject = cycle === null ? undefined : await loadSubject(dependencies, { person, cycle });
  return cycle === null || subject === undefined
    ? null
    : { cycle: cycle._id, current: cycle.current, subject };
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
  const days = daysOf(cycle, pack.dates);
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
