import { LRUCache } from 'lru-cache';
import { adopt, isOfToday, start } from '../../flows/engine/start.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import { compileForm, findForm, flowVersion, type Subject } from '../../flows/forms/compile.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import { dayIn } from '../../flows/rules/calendar.ts';
import { readEdition } from '../../models/organisation/edition.ts';
import { type Cycle, findCycleById, findOpenCycle } from '../../models/review/cycle.ts';
import { type DraftIdentity, identityText } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { createCachedLookUp } from './cached-look-up.ts';
import { loadSubject, packOf } from './load-subject.ts';
import type { OrLastKnown } from './or-last-known.ts';

/** The days of a cycle that a person is told of. */
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
  /** Of the draft in which it is answered. */
  identity: DraftIdentity;
  cycle: CycleDays;
  /** The questions of today, for this person. */
  flow: Flow;
  /** The flow that an older state was written with, or the nearest to it that is still known. */
  earlier(version: string): Flow | undefined;
  /** The pack that a version of the flow was made from; the present one if the cycle never had it. */
  packOf(version: string): { id: string; version: string };
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
  /** The version of its pack that questions are asked from. */
  current: string;
  subject: Subject;
}

/** A cycle, and each of its packs once it was read. */
interface OpenedCycle {
  cycle: Cycle;
  packOf(version: string): Pack;
}

/** So long an import, or a cycle that is opened or closed, may go unnoticed. */
const EDITION_FRESH_MS = 15_000;
/** What changes a person's questions without raising the edition is noticed after this time. */
const FRESH_MS = 10 * 60_000;
const MOST_PEOPLE = 5_000;
const MOST_CYCLES = 50;
/** People without items of their own are asked the same; theirs is one flow. */
const MOST_FLOWS = 500;
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
        return { review: toReview(opened, { person, asked, flows }) };
      });
      return review;
    },
    async inCycle(person, id) {
      const cycle = await findCycleById(dependencies.database, id);
      const subject = cycle === null ? undefined : await loadSubject(dependencies, { person, cycle });
      if (cycle === null || subject === undefined) return null;
      const asked = { cycle: id, current: cycle.current, subject };
      return toReview(openCycle(cycle), { person, asked, flows });
    },
  };
}

async function loadAsked(dependencies: Dependencies, person: string): Promise<Asked | null> {
  const cycle = await findOpenCycle(dependencies.database, { person });
  if (cycle === undefined) return null;
  const subject = await loadSubject(dependencies, { person, cycle });
  if (subject === undefined || subject.roles.length === 0) return null;
  return { cycle: cycle._id, current: cycle.current, subject };
}

async function openCycleOf(
  { database, orLastKnown }: Dependencies,
  { id, version }: { id: string; version: string },
): Promise<OpenedCycle> {
  const cycle = await orLastKnown(`opened-cycle:${id}:${version}`, () => findCycleById(database, id));
  if (cycle === null) {
    throw new AppError('pack-unreadable', { message: 'The cycle is gone', details: { cycle: id } });
  }
  return openCycle(cycle);
}

function openCycle(cycle: Cycle): OpenedCycle {
  const read = new Map<string, Pack>();
  return {
    cycle,
    packOf(version) {
      const pack = read.get(version) ?? packOf(cycle, version);
      read.set(version, pack);
      return pack;
    },
  };
}

/** Null if no form of the cycle asks the person for a self-review. */
function toReview(
  opened: OpenedCycle,
  of: { person: string; asked: Asked; flows: LRUCache<string, Flow> },
): Review | null {
  const { cycle } = opened;
  const { current, subject } = of.asked;
  const pack = opened.packOf(current);
  const form = selfReviewIn(pack, subject);
  if (form === undefined) return null;
  const version = flowVersion(pack, { form, subject });
  const flow = of.flows.get(version) ?? compileForm(pack, { form, subject });
  of.flows.set(version, flow);
  // The version of a flow begins with that of its pack, which stays known when the person's items have changed.
  const madeFrom = (flowOf: string) => cycle.versions.find((one) => flowOf.startsWith(`${one.version}-`));
  return {
    identity: selfReviewIdentity(of.person, cycle._id),
    cycle: daysOf(cycle, pack.dates),
    flow,
    earlier(wanted) {
      const before = opened.packOf((madeFrom(wanted) ?? cycle.versions.at(-2))?.version ?? current);
      const formThen = selfReviewIn(before, subject);
      return formThen === undefined ? undefined : compileForm(before, { form: formThen, subject });
    },
    packOf(flowThen) {
      const { id, version: packVersion } = opened.packOf(madeFrom(flowThen)?.version ?? current);
      return { id, version: packVersion };
    },
  };
}

function selfReviewIn(pack: Pack, { roles }: Subject) {
  return findForm(pack, { becomes: 'self-review', roles });
}

/** Identity of a person's self-review in a cycle. */
export function selfReviewIdentity(person: string, cycle: string): DraftIdentity {
  return { form: SELF_REVIEW, cycle, subject: { kind: 'person', id: person }, author: person };
}

/** Whether a draft is the one in which this review is answered. */
export function isDraftOf(review: Review, { identity }: { identity: DraftIdentity }): boolean {
  return identityText(review.identity) === identityText(identity);
}

/** The state of a draft under the questions of today; the first one where there is no draft yet. */
export function startOrAdopt(
  { flow, earlier }: Pick<Review, 'flow' | 'earlier'>,
  { state, at }: { state: FlowState | undefined; at: string },
): FlowState {
  if (state === undefined) return start(flow, at);
  return isOfToday(flow, state) ? state : adopt(flow, state, earlier(state.draft.facts.flow));
}

function daysOf(cycle: Cycle, dates: { draftsDue: string; papersBefore: string }): CycleDays {
  return {
    cycle: cycle._id,
    year: cycle.year,
    draftsDue: dayIn(cycle.year, dates.draftsDue),
    papersBefore: dayIn(cycle.year, dates.papersBefore),
  };
}
