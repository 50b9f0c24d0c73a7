import {
  dayBefore,
  homeUnitOf,
  lastMembershipOf,
  lostByBeginning,
  type Membership,
  membershipsOf,
} from '../../models/organisation/membership.ts';
import { formatDate } from '../words/dates.ts';
import { issueAt } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';
import type { World } from './world.ts';

/** Checks the days of memberships against those that are stored; `today` is `YYYY-MM-DD`. */
export function checkMemberships(
  rows: LocatedRows,
  { world, today }: { world: World; today: string },
): { issues: ImportIssue[]; notes: ImportIssue[] } {
  return {
    issues: rows.people.flatMap((located) => [
      ...checkDays(located, { world, today }),
      ...checkMove(located, { world, today }),
      ...checkHistory(located, { world, today }),
    ]),
    notes: rows.people.flatMap((located) => [
      ...noteLeft(located, { world, today }),
      ...noteMovedBack(located, world),
    ]),
  };
}

function checkDays(
  { line, row }: Located<Rows['people']>,
  { world, today }: { world: World; today: string },
): ImportIssue[] {
  const place = { table: 'people', line, field: 'to' } as const;
  const before = lastStored(row, world);
  const { from, to, why } = row;
  const after = world.people.get(row._id);
  const last = after === undefined ? undefined : lastMembershipOf(after);
  const issues: ImportIssue[] = [];
  if (why !== null && last?.to === null) issues.push(issueAt(place, { code: 'reason-without-day' }));
  if (to !== null && last?.from !== null && last !== undefined && to < last.from) {
    issues.push(issueAt(place, { code: 'days-reversed', details: { from: formatDate(last.from, 'vi') } }));
  }
  const start = { ...place, field: 'from' } as const;
  const isPresent = before?.to === null && (before.from ?? '') <= today;
  if (isPresent && before.unit === homeUnitOf(row) && from !== null && from > today) {
    issues.push(issueAt(start, { code: 'present-to-come', details: { day: formatDate(from, 'vi') } }));
  }
  return issues;
}

/** The day on which somebody comes to another unit than the one that is stored. */
function checkMove(
  { line, row }: Located<Rows['people']>,
  { world, today }: { world: World; today: string },
): ImportIssue[] {
  const before = lastStored(row, world);
  if (before === undefined || before.unit === homeUnitOf(row)) return [];
  const { from } = row;
  const start = { table: 'people', line, field: 'from' } as const;
  const isToCome = from !== null && from > today;
  if (before.to !== null && !isToCome && (from === null || from <= before.to)) {
    return [issueAt(start, { code: 'left-before', details: { day: formatDate(before.to, 'vi') } })];
  }
  const isGone = before.to !== null && before.to < today;
  if (!isToCome || isGone) return [];
  return [issueAt(start, { code: 'move-to-come', details: { day: formatDate(from, 'vi') } })];
}

/** No membership that is stored is lost by one that a row begins earlier. */
function checkHistory(
  { line, row }: Located<Rows['people']>,
  { world, today }: { world: World; today: string },
): ImportIssue[] {
  const stored = world.storedPeople.get(row._id);
  const lost = stored && lostByRow(row, { before: membershipsOf(stored), today });
  if (lost === undefined) return [];
  const place = { table: 'people', line, field: row.from === null ? 'unit' : 'from' } as const;
  const details = { unit: lost.unit, day: formatDate(lost.from ?? '', 'vi') };
  return [issueAt(place, { code: 'membership-lost', details })];
}

function lostByRow(
  row: Rows['people'],
  { before, today }: { before: readonly Membership[]; today: string },
): Membership | undefined {
  const { from } = row;
  if (before.at(-1)?.unit !== homeUnitOf(row)) return lostByBeginning(before, from ?? today);
  // The same membership with another first day, which still is after those before it.
  return from === null ? undefined : lostByBeginning(before.slice(0, -1), dayBefore(from));
}

/** Somebody who has left is in the list as before: nothing changes, and that is said. */
function noteLeft(
  { line, row }: Located<Rows['people']>,
  { world, today }: { world: World; today: string },
): ImportIssue[] {
  const before = lastStored(row, world);
  const isSaid = row.from !== null || row.to !== null;
  if (before === undefined || before.to === null || before.to >= today || isSaid) return [];
  const place = { table: 'people', line, field: '_id' } as const;
  return [
    issueAt(place, { code: 'left-stays', details: { person: row._id, day: formatDate(before.to, 'vi') } }),
  ];
}

/** Somebody who was moved since is in the list where they were before: that moves them back, and is said. */
function noteMovedBack({ line, row }: Located<Rows['people']>, world: World): ImportIssue[] {
  const stored = world.storedPeople.get(row._id);
  const [earlier, last] = stored === undefined ? [] : membershipsOf(stored).slice(-2);
  const isBack = last?.to === null && earlier?.unit === homeUnitOf(row) && earlier.unit !== last.unit;
  if (!isBack || row.from !== null || row.to !== null) return [];
  const day = formatDate(last.from ?? '', 'vi');
  const details = { person: row._id, unit: last.unit, day, back: earlier.unit };
  return [issueAt({ table: 'people', line, field: 'unit' }, { code: 'moves-back', details })];
}

function lastStored(row: Rows['people'], world: World) {
  const stored = world.storedPeople.get(row._id);
  return stored === undefined ? undefined : lastMembershipOf(stored);
}
