import { isDeepStrictEqual } from 'node:util';
import { homeUnitOf } from '../../models/organisation/membership.ts';
import {
  findTemporaryProblem,
  type TemporaryMembership,
  type TemporaryProblem,
} from '../../models/organisation/temporary-membership.ts';
import { MEMBERSHIP_KINDS } from '../../models/organisation/unit.ts';
import { temporaryDays } from '../words/temporary.ts';
import { issueAt, unknownCode } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';
import { UNIT_TERMS } from './terms.ts';
import type { World } from './world.ts';

/** Checks where people take part for a time, against the organisation after the import. */
export function checkTemporaries(rows: LocatedRows, world: World): ImportIssue[] {
  return rows.people.flatMap((located) => checkTemporary(located, world));
}

/** What is stored of a time that a row gives other days: the same unit, other days. */
export function noteChangedTimes(rows: LocatedRows, world: World): ImportIssue[] {
  return rows.people.flatMap(({ line, row }) => {
    const before = world.storedPeople.get(row._id)?.temporary ?? [];
    const after = world.people.get(row._id)?.temporary ?? [];
    const isNew = (one: TemporaryMembership, among: readonly TemporaryMembership[]) =>
      among.every((other) => !isDeepStrictEqual(one, other));
    const old = before.find((one) => isNew(one, after));
    const now = after.find((one) => isNew(one, before));
    // A last day that was not known before corrects nothing.
    if (old === undefined || now === undefined || (old.to === null && old.from === now.from)) return [];
    const [was, is] = [temporaryDays(old), temporaryDays(now)];
    const details = { person: row._id, unit: now.unit, ...was, newFrom: is.from, newTo: is.to };
    return [
      issueAt({ table: 'people', line, field: 'temporaryUnit' }, { code: 'temporary-changed', details }),
    ];
  });
}

/** One mistake of a row is one issue: where the unit is wrong nothing is said of the days. */
function checkTemporary({ line, row }: Located<Rows['people']>, world: World): ImportIssue[] {
  const place = { table: 'people', line, field: 'temporaryUnit' } as const;
  const { temporaryUnit: code } = row;
  if (code === null) {
    const isSaid = row.temporaryFrom !== null || row.temporaryTo !== null;
    return isSaid ? [issueAt(place, { code: 'temporary-without-unit' })] : [];
  }
  const unknown = unknownCode(place, { code, among: [world.units], world });
  if (unknown.length > 0) return unknown;
  if (row.partyStatus === 'none') return [issueAt(place, { code: 'unit-without-membership' })];
  const unit = world.units.get(code);
  if (unit !== undefined && !MEMBERSHIP_KINDS.includes(unit.kind)) {
    const details = { unit: code, kind: UNIT_TERMS[unit.kind][0] };
    return [issueAt(place, { code: 'not-a-membership-unit', details })];
  }
  return homeUnitOf(row) === null ? [] : checkTime({ line, row }, world);
}

/** In which column each mistake of a time is. */
const FIELDS = {
  ...{ absent: 'temporaryFrom', reversed: 'temporaryTo' },
  ...{ 'at-home': 'temporaryUnit', overlap: 'temporaryUnit' },
} as const satisfies Record<TemporaryProblem['kind'], keyof Rows['people']>;

function checkTime({ line, row }: Located<Rows['people']>, world: World): ImportIssue[] {
  const person = world.people.get(row._id);
  const isTold = ({ unit, from }: TemporaryMembership) =>
    unit === row.temporaryUnit && (row.temporaryFrom === null || from === row.temporaryFrom);
  const told = person?.temporary?.findLast(isTold);
  if (person?.temporary === undefined || told === undefined) return [];
  const others = person.temporary.filter((one) => one !== told);
  const problem = findTemporaryProblem({ ...person, temporary: others }, told);
  if (problem === undefined) return [];
  const other =
    problem.kind === 'overlap'
      ? {
          other: world.units.get(problem.other.unit)?.name ?? problem.other.unit,
          ...temporaryDays(problem.other),
        }
      : {};
  const details = { person: row._id, unit: told.unit, ...other };
  const place = { table: 'people', line, field: FIELDS[problem.kind] } as const;
  return [issueAt(place, { code: `temporary-${problem.kind}`, details })];
}
