import { foldWord } from '../../flows/answers/normalize.ts';
import type { CollectiveKind } from '../../models/organisation/collective.ts';
import type { UnitKind } from '../../models/organisation/unit.ts';
import { issueAt, unknownCode } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';
import { UNIT_TERMS } from './terms.ts';
import { ancestorsOf, type World } from './world.ts';

const CELLS: readonly UnitKind[] = ['cell', 'grassroots-cell'];
const ORGANISATIONS: readonly UnitKind[] = [
  'bloc-organisation',
  'upper-organisation',
  'grassroots-organisation',
  'section-organisation',
];
const MASS_ORGANISATIONS: readonly UnitKind[] = ['upper-mass-organisation', 'grassroots-mass-organisation'];

/** The kinds of units that can have a collective of each kind. A kind that is not listed can be in any unit. */
const HOMES: Partial<Record<CollectiveKind, readonly UnitKind[]>> = {
  'standing-committee': ORGANISATIONS,
  committee: [...ORGANISATIONS, 'grassroots-cell'],
  'cell-committee': CELLS,
  'group-leadership': ['group'],
  'advisory-leadership': ['advisory-body'],
  'mass-standing-committee': MASS_ORGANISATIONS,
  'mass-committee': MASS_ORGANISATIONS,
  board: ['enterprise'],
  'executive-board': ['enterprise'],
};

/** Checks units and collectives against the organisation after the import. */
export function checkUnits(rows: LocatedRows, world: World): ImportIssue[] {
  return [
    ...rows.units.flatMap((located) => checkUnit(located, world)),
    ...rows.collectives.flatMap((located) => checkCollective(located, world)),
  ];
}

/**
 * Units that now have the name of another one below the same unit: real offices may have such, or have written one twice under
 * two codes.
 */
export function noteSameNames({ units }: Pick<LocatedRows, 'units'>, world: World): ImportIssue[] {
  const stored = new Map(world.storedUnits.map((unit) => [unit._id, nameKey(unit)]));
  const isAsBefore = (unit: Named & { _id: string }) => stored.get(unit._id) === nameKey(unit);
  const before: (Named & { _id: string })[] = [...world.units.values()].filter(isAsBefore);
  const others = new Map(before.map((unit) => [nameKey(unit), unit]));
  return units.flatMap(({ line, row }) => {
    if (isAsBefore(row)) return [];
    const other = others.get(nameKey(row));
    if (other === undefined) {
      others.set(nameKey(row), row);
      return [];
    }
    const details = { code: row._id, known: other._id, name: other.name };
    return [issueAt({ table: 'units', line, field: 'name' }, { code: 'same-unit-name', details })];
  });
}

type Named = Pick<Rows['units'], 'name' | 'parent'>;

function nameKey({ name, parent }: Named): string {
  return JSON.stringify([parent, foldWord(name)]);
}

function checkUnit({ line, row }: Located<Rows['units']>, world: World): ImportIssue[] {
  const place = { table: 'units', line, field: 'parent' } as const;
  const issues: ImportIssue[] = [];
  if (world.collectives.has(row._id) || world.people.has(row._id)) {
    issues.push(issueAt({ ...place, field: '_id' }, { code: 'code-taken', details: { code: row._id } }));
  }
  if (row.parent !== null) {
    const unknown = unknownCode(place, { code: row.parent, among: [world.units], world });
    if (unknown.length > 0) return [...issues, ...unknown];
  }
  if (isInLoop(row._id, world)) {
    return [...issues, issueAt(place, { code: 'tree-loop', details: { code: row._id } })];
  }
  const parent = row.parent === null ? null : world.units.get(row.parent);
  // The row of the parent has a mistake, so its kind is unknown.
  if (parent === undefined) return issues;
  if (row.kind === 'group' && !isOneOf(CELLS, parent?.kind)) {
    issues.push(issueAt(place, { code: 'group-outside-cell' }));
  }
  const isTopmost = row.kind === 'grassroots-cell' && parent === null;
  if (CELLS.includes(row.kind) && !isTopmost && !isOneOf(ORGANISATIONS, parent?.kind)) {
    issues.push(issueAt(place, { code: 'cell-outside-organisation' }));
  }
  return issues;
}

function isOneOf(kinds: readonly UnitKind[], kind: UnitKind | undefined): boolean {
  return kind !== undefined && kinds.includes(kind);
}

function isInLoop(code: string, world: World): boolean {
  const top = ancestorsOf(world, code)[0] ?? code;
  return world.units.get(top)?.parent === code;
}

function checkCollective({ line, row }: Located<Rows['collectives']>, world: World): ImportIssue[] {
  const place = { table: 'collectives', line, field: 'unit' } as const;
  const issues = unknownCode(place, { code: row.unit, among: [world.units], world });
  if (world.units.has(row._id) || world.people.has(row._id)) {
    issues.push(issueAt({ ...place, field: '_id' }, { code: 'code-taken', details: { code: row._id } }));
  }
  const unit = world.units.get(row.unit);
  const homes = HOMES[row.kind];
  if (unit !== undefined && homes !== undefined && !homes.includes(unit.kind)) {
    const details = { unit: row.unit, kind: UNIT_TERMS[unit.kind][0] };
    issues.push(issueAt({ ...place, field: 'kind' }, { code: 'collective-unit-kind', details }));
  }
  return issues;
}
