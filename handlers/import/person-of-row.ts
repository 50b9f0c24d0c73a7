import {
  beginMembership,
  homeUnitOf,
  type Membership,
  membershipsOf,
  storedMemberships,
} from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
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
  const { from, to, why, ...person } = row;
  const unit = homeUnitOf(row);
  if (unit === null) return person;
  const before = stored === undefined ? [] : membershipsOf(stored);
  const begun = beginAsListed(before, { unit, from, today });
  const last = begun.at(-1) as Membership;
  const ended = { ...last, to: to ?? last.to, why: why ?? last.why };
  return { ...person, ...storedMemberships([...begun.slice(0, -1), ended]) };
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
