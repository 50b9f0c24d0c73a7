import { addDays, dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { departureOf, type LeaveReason } from '../../models/organisation/membership.ts';
import {
  type FormerMember,
  type Guest,
  listAllPeople,
  listGuests,
  listMovedAway,
  listPeople,
  type Person,
} from '../../models/organisation/person.ts';
import { openTemporaries, type TemporaryMembership } from '../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { openReason } from '../../models/review/cycle-change.ts';
import type { Submission } from '../../models/review/submission.ts';
import { countingVersions, listSubmitted, type Version } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { type AskedPerson, type ExcusedPerson, listAskedLately } from './asked-people.ts';
import type { CycleDecision } from './list-decisions.ts';
import { type PersonCard, toCards } from './list-people.ts';
import { countsAsLate } from './load-asked.ts';
import { packOf } from './load-subject.ts';
import { loadProgress, type Progress } from './review-progress.ts';

/**
 * The states of a person's review in a cycle, in the order in which they follow each other, and how somebody is not
 * in the unit any longer, or only for a time.
 */
export const REVIEW_STATES = [
  ...(['not-reviewed', 'excused', 'exempt', 'not-started', 'draft', 'submitted', 'withdrawn'] as const),
  ...(['moved', 'left', 'guest'] as const),
] as const;

/** The progress of a person's review, from the system of record. */
export type ReviewState =
  | { state: 'not-reviewed' }
  /** Miễn kiểm điểm: a cycle would ask them, but for the decision of whoever `by` names. */
  | ({ state: 'excused'; cycle: string; cycleStatus: Cycle['status'] } & Pick<
      CycleDecision,
      'id' | 'of' | 'why' | 'by' | 'at'
    >)
  /** Miễn công tác và sinh hoạt đảng (Plan 58, II.A.1.2). */
  | { state: 'exempt' }
  /** Belongs to another unit since; `lastDay` (`YYYY-MM-DD`) was the last one here. */
  | { state: 'moved'; lastDay: string }
  /** No longer belongs to the organisation. */
  | { state: 'left'; lastDay: string; why: LeaveReason | null }
  /**
   * Takes part in the unit for a time and belongs to another one. Of their review no more is told than whether it was
   * handed in; null where no cycle asks them.
   */
  | { state: 'guest'; from: string; to: string | null; handedIn: boolean | null }
  | ({
      cycle: string;
      cycleStatus: Cycle['status'];
      answered: number;
      total: number /** Handed in late, or overdue. */;
      late: boolean;
    } & (
      | { state: 'not-started' }
      | { state: 'draft'; copiedAt: Date }
      | ({ state: 'submitted'; number: number; recordedAt: Date; changedSince: boolean } & Pick<
          Submission,
          'entry'
        >)
      | { state: 'withdrawn'; number: number; withdrawnAt: Date }
    ));

/** A person and the progress of their review; `temporary` is where they take part for a time besides, now or later. */
export type ReviewedPerson = PersonCard & { temporary?: readonly NamedTemporary[] } & ReviewState;
type NamedTemporary = TemporaryMembership & { name: string };

/** For so many days a unit still lists who moved away. */
const A_YEAR = 365;

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/**
 * All people, or those in a unit and below it, with the state of their review in the open cycle or, where none is open for
 * them, in the one that was closed last; in the order of their codes. A unit also has those who moved away within a year, and
 * those who take part in it for a time. Throws `unit-unknown`, `envelope-unreadable`.
 */
export async function listReviewStates(
  dependencies: Dependencies,
  wish: { unit?: string | undefined; now: Date },
): Promise<ReviewedPerson[]> {
  const day = dayOf(wish.now);
  const { database } = dependencies;
  const { people, away, guests } = await selectPeople(database, { ...wish, day });
  const visitors = guests.map(({ person }) => person);
  const cardsOf = (some: readonly Person[]) => toCards(database, { people: some, day });
  const [cards, states, movedCards, guestCards, temporaries] = await Promise.all([
    cardsOf(people),
    loadStates(dependencies, { people: [...people, ...visitors], day, now: wish.now }),
    cardsOf(away.map(({ person }) => person)),
    cardsOf(visitors),
    loadTemporaries(database, { people, day }),
  ]);
  const moved = movedCards.map((card, index): ReviewedPerson => {
    return { ...card, state: 'moved', lastDay: away[index]?.lastDay ?? day };
  });
  const staying = guestCards.map((card, index): ReviewedPerson => {
    const { from, to } = (guests[index] as Guest).stay;
    const found = states.get(card.code);
    const handedIn = found !== undefined && 'late' in found ? found.state === 'submitted' : null;
    return { ...card, state: 'guest', from, to, handedIn };
  });
  const here = cards.map((card): ReviewedPerson => {
    const state = states.get(card.code) ?? { state: 'not-reviewed' };
    return { ...card, ...temporaries.get(card.code), ...state };
  });
  return [...here, ...moved, ...staying].sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** Where people take part for a time, by their codes; only of those who do. */
async function loadTemporaries(
  database: Database,
  { people, day }: { people: readonly Person[]; day: string },
): Promise<Map<string, { temporary: NamedTemporary[] }>> {
  const open = people.flatMap((person) => {
    const temporary = openTemporaries(person, day);
    return temporary.length === 0 ? [] : [{ code: person._id, temporary }];
  });
  const codes = new Set(open.flatMap(({ temporary }) => temporary.map(({ unit }) => unit)));
  const units = await findUnits(database, { codes: [...codes] });
  const names = new Map(units.map(({ _id, name }) => [_id, name]));
  return new Map(
    open.map(({ code, temporary }) => [
      code,
      { temporary: temporary.map((one) => ({ ...one, name: names.get(one.unit) ?? one.unit })) },
    ]),
  );
}

/** The people of a unit or of all, those who were in it within a year and are in another one now, and its guests. */
async function selectPeople(
  database: Database,
  { unit, day }: { unit?: string | undefined; day: string },
): Promise<{ people: Person[]; away: FormerMember[]; guests: Guest[] }> {
  if (unit === undefined) return { people: await listAllPeople(database), away: [], guests: [] };
  if ((await findUnits(database, { codes: [unit] })).length === 0) {
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit } });
  }
  const [people, away, staying] = await Promise.all([
    listPeople(database, { unit }),
    listMovedAway(database, { unit, since: addDays(day, -A_YEAR) }),
    listGuests(database, { unit, day }),
  ]);
  // Whoever works here is listed as such, wherever they take part; whoever moved away and is a guest, as a guest.
  const listed = new Set(people.map(({ _id }) => _id));
  const guests = staying.filter(({ person }) => !listed.has(person._id));
  for (const { person } of guests) listed.add(person._id);
  return { people, away: away.filter(({ person }) => !listed.has(person._id)), guests };
}

/** The states of these people by their codes; of those who are not reviewed only where it is known why. */
async function loadStates(
  dependencies: Dependencies,
  { people, day, now }: { people: readonly Person[]; day: string; now: Date },
): Promise<Map<string, ReviewState>> {
  const codes = new Set(people.map(({ _id }) => _id));
  const isListed = ({ person }: { person: Person }) => codes.has(person._id);
  const lately = await listAskedLately(dependencies.database, { day });
  const asked = await loadAskedStates(dependencies, { asked: lately.asked.filter(isListed), now });
  return new Map([
    ...people.flatMap((person): [string, ReviewState][] =>
      person.partyStatus === 'exempt' ? [[person._id, { state: 'exempt' }]] : [],
    ),
    ...lately.excused
      .filter(isListed)
      .map((one): [string, ReviewState] => [one.person._id, excusedState(dependencies, one)]),
    ...asked,
    ...people.flatMap((person) => goneState(person, day)),
  ]);
}

function excusedState({ keys }: Dependencies, { cycle, decision }: ExcusedPerson): ReviewState {
  const { id, of, by, at } = decision;
  const why = openReason(keys, decision);
  return { state: 'excused', cycle: cycle._id, cycleStatus: cycle.status, id, of, why, by, at };
}

/** How somebody is gone who has left; nothing for anybody else. */
function goneState(person: Person, day: string): [string, ReviewState][] {
  const departure = departureOf(person, day);
  if (departure === undefined) return [];
  return [[person._id, { state: 'left', lastDay: departure.to, why: departure.why }]];
}

/** The states of all people who are asked, by their codes. */
async function loadAskedStates(
  dependencies: Dependencies,
  { asked, now }: { asked: readonly AskedPerson[]; now: Date },
): Promise<Map<string, ReviewState>> {
  const cycles = new Map(asked.map(({ cycle }) => [cycle._id, cycle]));
  const dues = new Map(
    [...cycles].map(([id, cycle]) => [id, dayIn(cycle.year, packOf(cycle).dates.draftsDue)]),
  );
  const [submitted, progress] = await Promise.all([
    listSubmitted(dependencies.database, { cycles: [...cycles.keys()] }),
    loadProgress(dependencies, asked),
  ]);
  const latest = countingVersions(submitted);
  return new Map(
    asked.map(({ person, cycle, days }, index): [string, ReviewState] => {
      const submission = latest.get(`${person._id} ${cycle._id}`);
      const state = stateOf(progress[index] as Progress, submission);
      const late = countsAsLate(submission, { days, due: dues.get(cycle._id) ?? '', now });
      return [person._id, { cycle: cycle._id, cycleStatus: cycle.status, late, ...state }];
    }),
  );
}

function stateOf({ answered, total, copiedAt, changedSince }: Progress, submission: Version | undefined) {
  const count = { answered, total };
  if (submission !== undefined) {
    const { number, recordedAt, withdrawnAt, entry } = submission;
    if (withdrawnAt !== undefined) return { state: 'withdrawn', ...count, number, withdrawnAt } as const;
    const handedIn = { state: 'submitted', ...count, number, recordedAt } as const;
    // What the person writes beside a version that was entered for them is no change of it.
    return entry === undefined ? { ...handedIn, changedSince } : { ...handedIn, changedSince: false, entry };
  }
  if (copiedAt === undefined) return { state: 'not-started', ...count } as const;
  return { state: 'draft', ...count, copiedAt } as const;
}
