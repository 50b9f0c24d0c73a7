import { LRUCache } from 'lru-cache';
import { compileSelfReview } from '../flows/compile.ts';
import type { Flow } from '../flows/definition.ts';
import type { Database } from '../models/connection.ts';
import { type Cycle, findOpenCycle } from '../models/cycle.ts';
import type { KeyRing } from '../models/encryption.ts';
import { loadSubject, readCycleContent } from './load-subject.ts';

/** The days of a cycle that a person is told of. */
export interface CycleDays {
  cycle: string;
  year: number;
  /** `YYYY-MM-DD`, as is `papersBefore`. */
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
  /** Null for somebody whom no open cycle asks. Served from memory while the database does not answer. */
  of(person: string): Promise<Review | null>;
}

/** A person's questions may change by an import or an upgrade; they are looked up again after this time. */
const FRESH_MS = 60_000;
const MOST_PEOPLE = 2_000;
const KEY_START = 'self-review:';

export function createReviews(dependencies: { database: Database; keys: KeyRing }): Reviews {
  const cache = new LRUCache<string, { review: Review | null }>({
    max: MOST_PEOPLE,
    ttl: FRESH_MS,
    fetchMethod: async (person) => ({ review: await loadReview(dependencies, person) }),
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
  });
  return { of: async (person) => (await cache.fetch(person))?.review ?? null };
}

async function loadReview(
  dependencies: { database: Database; keys: KeyRing },
  person: string,
): Promise<Review | null> {
  const cycle = await findOpenCycle(dependencies.database, { person });
  if (cycle === undefined) return null;
  const subject = await loadSubject(dependencies, { person, cycle });
  if (subject === undefined) return null;
  const content = readCycleContent(cycle);
  return {
    key: reviewKey(cycle._id),
    cycle: daysOf(cycle, content.dates),
    flow: compileSelfReview(content, subject),
    earlier(version) {
      const flows = cycle.versions.map((known) =>
        compileSelfReview(readCycleContent(cycle, known.version), subject),
      );
      return flows.find((flow) => flow.version === version) ?? flows.at(-2);
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
    draftsDue: `${cycle.year}-${dates.draftsDue}`,
    papersBefore: `${cycle.year}-${dates.papersBefore}`,
  };
}
