import { homeUnitOf, lastMembershipOf } from '../../models/organisation/membership.ts';
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
    issues: rows.people.flatMap((located) => checkDays(located, { world, today })),
    notes: rows.people.flatMap((located) => noteLeft(located, { world, today })),
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
  if (before === undefined || before.unit === homeUnitOf(row)) return issues;
  const start = { ...place, field: 'from' } as const;
  const isGone = before.to !== null && before.to < today;
  if (before.to !== null && from === null) {
    issues.push(issueAt(start, { code: 'left-before', details: { day: formatDate(before.to, 'vi') } }));
  }
  if (from !== null && from > today && !isGone) {
    issues.push(issueAt(start, { code: 'move-to-come', details: { day: formatDate(from, 'vi') } }));
  }
  return issues;
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

function lastStored(row: Rows['people'], world: World) {
  const stored = world.storedPeople.get(row._id);
  return stored === undefined ? undefined : lastMembershipOf(stored);
}
