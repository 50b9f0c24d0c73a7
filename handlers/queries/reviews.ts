import { LRUCache } from 'lru-cache';
import { isOfFlow, moveToFlow, start } from '../../flows/engine/start.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import type { Subject } from '../../flows/forms/compile.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import { dayIn } from '../../flows/rules/calendar.ts';
import { readEdition } from '../../models/organisation/edition.ts';
import { type Cycle, findCycleById, findOpenCycle } from '../../models/review/cycle.ts';
import { type DraftIdentity, identityText } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { createCachedLookUp } from './cached-look-up.ts';
import { loadSubject } from './load-subject.ts';
import { type OpenedCycle, openCycle } from './opened-cycle.ts';
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

/** A person's review in a cycle. */
export interface Review {
  /** The identity of the draft in which it is answered. */
  identity: DraftIdentity;
  cycle: CycleDays;
  /** The person's current questions. */
  flow: Flow;
  /** The flow that an older state was written with, or the nearest one that is still known. */
  earlier(version: string): Flow | undefined;
  /** The pack that a version of the flow was made from; the current pack if the cycle never had it. */
  packOf(version: string): { id: string; version: string };
}

export interface Reviews {
  /** The review in the open cycle; null if no open cycle asks the person. Uses a fallback while the database is away. */
  of(person: string): Promise<Review | null>;
  /** The review in an open or closed cycle; null if the cycle does not ask the person. */
  inCycle(person: string, cycle: string): Promise<Review | null>;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  withFallback: WithFallback;
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
  const { database, withFallback } = dependencies;
  const readVersion = createReadVersion(dependencies);
  const people = createCachedLookUp<{ review: Review | null }>({ max: MOST_PEOPLE, ttl: FRESH_MS });
  const cycles = createCachedLookUp<OpenedCycle>({ max: MOST_CYCLES });
  let version = UNKNOWN;

  async function lookUp(person: string): Promise<{ review: Review | null }> {
    // The result that no cycle asks the person is stored for the fallback, too.
    const { asked } = await withFallback(`asked:${person}`, async () => ({
      asked: await loadAsked(dependencies, person),
    }));
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

  return {
    async of(person) {
      const present = await readVersion();
      if (present !== version) {
        people.clear();
        cycles.clear();
        version = present;
      }
      const { review } = await people.find(person, () => lookUp(person));
      return review;
    },
    async inCycle(person, id) {
      const cycle = await findCycleById(database, id);
      const subject = cycle === null ? undefined : await loadSubject(dependencies, { person, cycle });
      if (cycle === null || subject === undefined) return null;
      return toReview(openCycle(cycle), { person, asked: { cycle: id, current: cycle.current, subject } });
    },
  };
}

/** Reads the version of the organisation, from a cache while that is fresh. */
function createReadVersion({ database, withFallback }: Dependencies): () => Promise<number> {
  const versions = new LRUCache<typeof VERSION, number>({
    max: 1,
    ttl: VERSION_FRESH_MS,
    fetchMethod: (name) => withFallback(name, () => readEdition(database)).catch(() => UNKNOWN),
  });
  return async () => {
    // A recently expired version is used while it is read again: waiting for a database that hangs would stop all replies.
    const allowStale = versions.getRemainingTTL(VERSION) > -VERSION_FRESH_MS;
    return (await versions.fetch(VERSION, { allowStale })) ?? UNKNOWN;
  };
}

async function loadAsked(dependencies: Dependencies, person: string): Promise<Asked | null> {
  const cycle = await findOpenCycle(dependencies.database, { person });
  if (cycle === undefined) return null;
  const subject = await loadSubject(dependencies, { person, cycle });
  if (subject === undefined || subject.roles.length === 0) return null;
  return { cycle: cycle._id, current: cycle.current, subject };
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
  return {
    identity: selfReviewIdentity(person, cycle._id),
    cycle: daysOf(cycle, pack.dates),
    flow,
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

/** Whether a draft is the one in which this review is answered. */
export function isDraftOf(review: Review, { identity }: { identity: DraftIdentity }): boolean {
  return identityText(review.identity) === identityText(identity);
}

/** The state of a draft with the current questions; a new state if there is no draft yet. */
export function startOrAdopt(
  { flow, earlier }: Pick<Review, 'flow' | 'earlier'>,
  { state, at }: { state: FlowState | undefined; at: string },
): FlowState {
  if (state === undefined) return start(flow, at);
  return isOfFlow(flow, state) ? state : moveToFlow(flow, state, earlier(state.draft.facts.flow));
}

function daysOf(cycle: Cycle, dates: { draftsDue: string; papersBefore: string }): CycleDays {
  return {
    cycle: cycle._id,
    year: cycle.year,
    draftsDue: dayIn(cycle.year, dates.draftsDue),
    papersBefore: dayIn(cycle.year, dates.papersBefore),
  };
}
