import { LRUCache } from 'lru-cache';
import { compileSelfReview, type Subject, selfReviewVersion } from '../flows/compile.ts';
import type { Cycle as CycleContent } from '../flows/cycles/load.ts';
import type { Flow } from '../flows/definition.ts';
import { dayIn } from '../flows/rules/calendar.ts';
import type { Database } from '../models/connection.ts';
import { type Cycle, findCycleById, findOpenCycle } from '../models/cycle.ts';
import { readEdition } from '../models/edition.ts';
import type { KeyRing } from '../models/encryption.ts';
import { AppError } from '../models/errors.ts';
import { createCachedLookUp } from './cached-look-up.ts';
import { loadSubject, readCycleContent } from './load-subject.ts';
import type { OrLastKnown } from './or-last-known.ts';

/** The days of a cycle that a person is told of. */
export interface CycleDays {
  cycle: string;
  year: number;
  /** `YYYY-MM-DD`. */
  draftsDue: string;
  papersBefore: string;
}

/** A person's review in the open cycle. */
export interface Review {
  /** Key of the flow in the conversation. */
  key: string;
  cycle: CycleDays;
  /** The questions of today, for this person. */
  flow: Flow;
  /** The flow that an older state was written with, or the nearest to it that is still known. */
  earlier(version: string): Flow | undefined;
}

export interface Reviews {
  /** Null for somebody whom no open cycle asks. Goes by what was known last while the database does not answer. */
  of(person: string): Promise<Review | null>;
  /** A review that was begun, whether its cycle is still open or not; null for somebody whom it does not ask. */
  inCycle(person: string, cycle: string): Promise<Review | null>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  orLastKnown: OrLastKnown;
}

/** What decides a person's questions; small, the cycle itself is kept once for all. */
interface Asked {
  cycle: string;
  /** The version of its file that questions are asked from. */
  current: string;
  subject: Subject;
}

/** A cycle, and each of its files once it was read. */
interface OpenedCycle {
  cycle: Cycle;
  contentOf(version: string): CycleContent;
}

/** So long an import, or a cycle that is opened or closed, may go unnoticed. */
const EDITION_FRESH_MS = 15_000;
/** What changes a person's questions without raising the edition is noticed after this time. */
const FRESH_MS = 10 * 60_000;
const MOST_PEOPLE = 5_000;
const MOST_CYCLES = 50;
/** People without items of their own are asked the same; theirs is one flow. */
const MOST_FLOWS = 500;
const KEY_START = 'self-review:';
const EDITION = 'edition';
/** Nothing is known of it, so everybody's questions are looked up. */
const UNKNOWN = -1;

export function createReviews(dependencies: Dependencies): Reviews {
  const cycles = createCachedLookUp<OpenedCycle>({ max: MOST_CYCLES });
  const flows = new LRUCache<string, Flow>({ max: MOST_FLOWS });
  const reviews = createCachedLookUp<{ review: Review | null }>({ max: MOST_PEOPLE, ttl: FRESH_MS });
  const editions = new LRUCache<typeof EDITION, number>({
    max: 1,
    ttl: EDITION_FRESH_MS,
    fetchMethod: (name) =>
      dependencies.orLastKnown(name, () => readEdition(dependencies.database)).catch(() => UNKNOWN),
  });
  return {
    async of(person) {
      // As long as people write, nobody waits for it to be read again: a database that hangs would hold up everybody.
      const allowStale = editions.getRemainingTTL(EDITION) > -EDITION_FRESH_MS;
      const edition = (await editions.fetch(EDITION, { allowStale })) ?? UNKNOWN;
      const { review } = await reviews.find(`${edition} ${person}`, async () => {
        // That no review asks somebody is known, too, and remembered like the rest.
        const { asked } = await dependencies.orLastKnown(`asked:${person}`, async () => ({
          asked: await loadAsked(dependencies, person),
        }));
        if (asked === null) return { review: null };
        const { cycle, current } = asked;
        const opened = await cycles.find(`${cycle} ${current} ${edition}`, () =>
          openCycleOf(dependencies, { id: cycle, version: current }),
        );
        return { review: toReview(opened, { asked, flows }) };
      });
      return review;
    },
    async inCycle(person, id) {
      const cycle = await findCycleById(dependencies.database, id);
      const subject = cycle === null ? undefined : await loadSubject(dependencies, { person, cycle });
      if (cycle === null || subject === undefined) return null;
      const asked = { cycle: id, current: cycle.current, subject };
      return toReview(openCycle(cycle), { asked, flows });
    },
  };
}

async function loadAsked(dependencies: Dependencies, person: string): Promise<Asked | null> {
  const cycle = await findOpenCycle(dependencies.database, { person });
  if (cycle === undefined) return null;
  const subject = await loadSubject(dependencies, { person, cycle });
  return subject === undefined ? null : { cycle: cycle._id, current: cycle.current, subject };
}

async function openCycleOf(
  { database, orLastKnown }: Dependencies,
  { id, version }: { id: string; version: string },
): Promise<OpenedCycle> {
  const cycle = await orLastKnown(`opened-cycle:${id}:${version}`, () => findCycleById(database, id));
  if (cycle === null) {
    throw new AppError('cycle-file-unreadable', { message: 'The cycle is gone', details: { cycle: id } });
  }
  return openCycle(cycle);
}

function openCycle(cycle: Cycle): OpenedCycle {
  const read = new Map<string, CycleContent>();
  return {
    cycle,
    contentOf(version) {
      const content = read.get(version) ?? readCycleContent(cycle, version);
      read.set(version, content);
      return content;
    },
  };
}

function toReview(
  { cycle, contentOf }: OpenedCycle,
  { asked, flows }: { asked: Asked; flows: LRUCache<string, Flow> },
): Review {
  const { current, subject } = asked;
  const content = contentOf(current);
  const version = selfReviewVersion(content, subject);
  const flow = flows.get(version) ?? compileSelfReview(content, subject);
  flows.set(version, flow);
  return {
    key: reviewKey(cycle._id),
    cycle: daysOf(cycle, content.dates),
    flow,
    earlier(wanted) {
      const known = cycle.versions.map((one) => compileSelfReview(contentOf(one.version), subject));
      return known.find((one) => one.version === wanted) ?? known.at(-2);
    },
  };
}

/** Key of the self-review of a cycle in a conversation, and of its draft. */
export function reviewKey(cycle: string): string {
  return `${KEY_START}${cycle}`;
}

export function cycleOfReviewKey(key: string): string {
  return key.slice(KEY_START.length);
}

function daysOf(cycle: Cycle, dates: { draftsDue: string; papersBefore: string }): CycleDays {
  return {
    cycle: cycle._id,
    year: cycle.year,
    draftsDue: dayIn(cycle.year, dates.draftsDue),
    papersBefore: dayIn(cycle.year, dates.papersBefore),
  };
}
