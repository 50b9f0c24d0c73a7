import {
  beginMembership,
  homeUnitOf,
  type Membership,
  membershipsOf,
  storedMemberships,
} from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import {
  lastDayOf,
  storedTemporaries,
  type TemporaryMembership,
} from '../../models/organisation/temporary-membership.ts';
import type { Rows } from './tables.ts';

/**
 * The person that a row of the list tells of, with their memberships. What the list does not say stays as it is stored,
 * so a list without days never takes back that somebody has left; another unit without a day is a move of `today`
 * (`YYYY-MM-DD`).
 */
export function personOf(
  row: Rows['people'],
  { stored, today }: { stored: Person | undefined; today: string },
): Person {
  const { from: _from, to: _to, why: _why, temporaryUnit, temporaryFrom, temporaryTo, ...listed } = row;
  const birthDate = birthDateOf(row, stored);
  const person = { ...listed, birthDate, ...storedMemberships(membershipsAsListed(row, { stored, today })) };
  const told = { unit: temporaryUnit, from: temporaryFrom, to: temporaryTo };
  const temporary = temporariesAsListed(told, { person, before: stored?.temporary ?? [], today });
  return { ...person, ...storedTemporaries(temporary) };
}

/** The memberships with the one of the row as the last one; none of somebody without any unit. */
function membershipsAsListed(
  row: Rows['people'],
  { stored, today }: { stored: Person | undefined; today: string },
): Membership[] {
  const { from, to, why } = row;
  const unit = homeUnitOf(row);
  if (unit === null) return [];
  const before = stored === undefined ? [] : membershipsOf(stored);
  const begun = beginAsListed(before, { unit, from, today });
  const last = begun.at(-1) as Membership;
  return [...begun.slice(0, -1), { ...last, to: to ?? last.to, why: why ?? last.why }];
}

/**
 * The temporary memberships with the one of the row: another time than before in a unit, which begins `today` where the row
 * has no day, or one that is stored and of which the row says more. A list without a unit ends none.
 */
function temporariesAsListed(
  told: { unit: string | null; from: string | null; to: string | null },
  given: { person: Omit<Person, 'temporary'>; before: readonly TemporaryMembership[]; today: string },
): TemporaryMembership[] {
  const { unit, from, to } = told;
  const { person, before, today } = given;
  if (unit === null) return [...before];
  const isTold = (one: TemporaryMembership): boolean => {
    if (from === null) return true;
    const last = lastDayOf(person, one);
    return (last === null || from <= last) && (to === null || one.from <= to);
  };
  const there = before.filter((one) => one.unit === unit);
  const same = there.find((one) => one.from === from) ?? there.findLast(isTold);
  const listed = { unit, from: from ?? same?.from ?? today, to: to ?? same?.to ?? null };
  return same === undefined ? [...before, listed] : before.with(before.indexOf(same), listed);
}

/** A list that has the year alone says nothing against the day that is known. */
function birthDateOf({ birthDate }: Rows['people'], stored: Person | undefined): string {
  return stored?.birthDate.startsWith(`${birthDate}-`) === true ? stored.birthDate : birthDate;
}

/** The memberships with one in the unit of the row as the last one. */
function beginAsListed(
  before: readonly Membership[],
  { unit, from, today }: { unit: string; from: string | null; today: string },
): Membership[] {
  const last = before.at(-1);
  if (last === undefined) return [{ unit, from, to: null, why: null }];
  const isSame = last.unit === unit;
  if (isSame && from === null) return [...before];
  const isReturn = from !== null && last.to !== null && from > last.to;
  const why = last.to === null ? 'transferred' : last.why;
  if (!isSame || isReturn) return beginMembership(before, { unit, from: from ?? today, why });
  // The same membership, with another first day than it had.
  const again = beginMembership(before.slice(0, -1), { unit, from: from ?? today, why });
  return [...again.slice(0, -1), { ...(again.at(-1) as Membership), to: last.to, why: last.why }];
}
