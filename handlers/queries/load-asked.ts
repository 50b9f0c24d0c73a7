import { findForm, type Subject } from '../../flows/forms/compile.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { isPresent, membershipsOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import {
  type Cycle,
  type CycleOfPerson,
  findClosedCycle,
  findCycleById,
  findOpenCycleAt,
  findPlace,
} from '../../models/review/cycle.ts';
import {
  type CycleDecisions,
  EXTENDABLE_DAYS,
  type ExtendableDay,
  openReason,
  type Place,
  readDecisions,
} from '../../models/review/cycle-change.ts';
import type { Submission } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { isLate } from '../words/dates.ts';
import { chooseAsking, findBegun, placesOf } from './begun-cycle.ts';
import { leavingOf } from './leaving.ts';
import { loadPack, loadSubject, rolesAsked } from './load-subject.ts';
import { findMember, type Member } from './members.ts';

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/** What decides a person's questions. It is small, because the cycle itself is cached once for all people. */
export interface Asked {
  cycle: string;
  /** The version of its pack that questions are asked from. */
  current: string;
  subject: Subject;
  /** The days that were extended for the person, `YYYY-MM-DD`; missing where it was remembered by an older version. */
  days?: ExtendedDays;
  /** Why they may hand in later, where they may. */
  extension?: { why: string };
}

export type ExtendedDays = Partial<Record<ExtendableDay, string>>;

/** Why nothing is asked of somebody who is or was part of a cycle: they are excused, or it is closed. */
export type Absence = { cycle: string; year: number } & (
  | { kind: 'excused'; why: string }
  /** `closedAt` is ISO 8601 UTC. */
  | { kind: 'closed'; closedAt: string }
);

/**
 * What the open cycle asks a person on a day (`YYYY-MM-DD`), or why it asks nothing; both null for somebody who is in no
 * cycle, and for who has left or has not come yet. With it the day from which who is to leave does not belong to their unit.
 * `find` looks the person up, where that need not be done anew.
 */
export async function loadAsked(
  dependencies: Dependencies,
  { person, day, find = (code) => findMember(dependencies.database, code) }: Wanted,
): Promise<AskedOrNot & { leavesOn: string | null }> {
  const member = await find(person);
  if (member === null || !isPresent(member.person, day))
    return { asked: null, absence: null, leavesOn: null };
  const leaving = leavingOf(member.person, day);
  // Nobody is told of their own death that was recorded by mistake.
  const leavesOn = leaving === undefined || leaving.why === 'died' ? null : leaving.on;
  return { ...(await loadAskedOf(dependencies, { member, day })), leavesOn };
}

interface Wanted {
  person: string;
  day: string;
  find?: (code: string) => Promise<Member | null>;
}

interface AskedOrNot {
  asked: Asked | null;
  absence: Absence | null;
}

async function loadAskedOf(
  dependencies: Dependencies,
  { member, day }: { member: Member; day: string },
): Promise<AskedOrNot> {
  const { database } = dependencies;
  const person = member.person._id;
  const found = await findAsking(database, member.person);
  if (found === undefined) return { asked: null, absence: await findClosed(dependencies, person) };
  const { cycle, decisions, place } = found;
  const rule = decisions.ruleFor(place);
  if (rule?.kind === 'excluded') {
    const { _id, year } = cycle;
    const why = openReason(dependencies.keys, rule);
    return { asked: null, absence: { kind: 'excused', cycle: _id, year, why } };
  }
  return { asked: await toAsked(dependencies, { ...found, member, day }), absence: null };
}

/** The open cycle that asks a person. */
async function findAsking(database: Database, person: Person): Promise<CycleOfPerson | undefined> {
  const codes = membershipsOf(person).map(({ unit }) => unit);
  const [units, begun] = await Promise.all([findUnits(database, { codes }), findBegun(database, [person])]);
  const places = placesOf(person, new Map(units.map((unit) => [unit._id, unit])));
  const found = await Promise.all(places.map((place) => findOpenCycleAt(database, place)));
  return chooseAsking(found, { person: person._id, begun });
}

/** What a cycle that need not be open asks or asked a person on a day; null if there is no such cycle or person. */
export async function loadAskedIn(
  dependencies: Dependencies,
  of: { person: string; cycle: string; day: string },
): Promise<Asked | null> {
  const { database } = dependencies;
  const cycle = await findCycleById(database, of.cycle);
  if (cycle === null) return null;
  const place = (await findPlace(database, of)) ?? { person: of.person, upwards: [] };
  return toAsked(dependencies, {
    ...{ cycle, place, decisions: readDecisions(cycle.changes) },
    day: lastDayOf(cycle, of.day),
  });
}

/** Whether a cycle asks a person on a day, `YYYY-MM-DD`. */
export async function isAsked(
  dependencies: Dependencies,
  { person, cycle: id, day }: { person: string; cycle: string; day: string },
): Promise<boolean> {
  const { asked } = await loadAsked(dependencies, { person, day });
  return asked?.cycle === id && asks(dependencies, asked);
}

/** The day on which a cycle asks: that when it was closed, or the present `day`. */
export function lastDayOf({ closedAt }: Pick<Cycle, 'closedAt'>, day: string): string {
  return closedAt === null ? day : dayOf(closedAt);
}

/** The days that were extended for somebody. */
export function extendedDays(decisions: CycleDecisions, place: Place): ExtendedDays {
  const days = EXTENDABLE_DAYS.map((date) => [date, decisions.extendedDay(place, date)] as const);
  return Object.fromEntries(days.filter(([, day]) => day !== undefined));
}

/** Whether a version counts as late: it was handed in late, and no day that was extended since is met by it. */
export function wasLate(
  { late, submittedAt }: Pick<Submission, 'late' | 'submittedAt'>,
  days: ExtendedDays | undefined,
): boolean {
  return late && (days?.draftsDue === undefined || isLate(submittedAt, days.draftsDue));
}

/** Whether a review counts as late: the version that counts was handed in late, or there is none and it is overdue. */
export function countsAsLate(
  version: Pick<Submission, 'late' | 'submittedAt' | 'withdrawnAt'> | undefined,
  { days, due, now }: { days: ExtendedDays; due: string; now: Date },
): boolean {
  if (version !== undefined && version.withdrawnAt === undefined) return wasLate(version, days);
  return isLate(now, days.draftsDue ?? due);
}

async function toAsked(
  dependencies: Dependencies,
  { cycle, decisions, place, member, day }: CycleOfPerson & { member?: Member; day: string },
): Promise<Asked | null> {
  const known = member === undefined ? {} : { member };
  const subject = await loadSubject(dependencies, { person: place.person, ...known, cycle, day });
  if (subject === undefined) return null;
  const roles = decisions.wasAdded(place.person)
    ? rolesAsked(await loadPack(dependencies.database, cycle._id), subject.roles)
    : subject.roles;
  if (roles.length === 0) return null;
  const { _id, current } = cycle;
  const extended = decisions.extensionFor(place, 'draftsDue');
  return {
    ...{ cycle: _id, current, subject: { ...subject, roles }, days: extendedDays(decisions, place) },
    ...(extended && { extension: { why: openReason(dependencies.keys, extended) } }),
  };
}

/** The closed cycle that asked the person last; null where there is none. */
async function findClosed(dependencies: Dependencies, person: string): Promise<Absence | null> {
  const found = await findClosedCycle(dependencies.database, { person });
  if (found === undefined || found.decisions.ruleFor(found.place)?.kind === 'excluded') return null;
  const { cycle } = found;
  if (cycle.closedAt === null) return null;
  const asked = await toAsked(dependencies, { ...found, day: dayOf(cycle.closedAt) });
  if (asked === null || !(await asks(dependencies, asked))) return null;
  const { _id, year, closedAt } = cycle;
  return { kind: 'closed', cycle: _id, year, closedAt: closedAt.toISOString() };
}

async function asks({ database }: Dependencies, { cycle, subject: { roles } }: Asked): Promise<boolean> {
  return findForm(await loadPack(database, cycle), { becomes: 'self-review', roles }) !== undefined;
}
