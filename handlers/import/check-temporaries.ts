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
