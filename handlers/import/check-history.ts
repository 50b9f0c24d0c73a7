import { findOption } from '../../flows/answers/choice.ts';
import { issueAt, unknownCode } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';
import { cycleOf, type World } from './world.ts';

/** Checks commitments, remedies, suggestions and conclusions against the organisation after the import. */
export function checkHistory(rows: LocatedRows, world: World): ImportIssue[] {
  return [
    ...rows.commitments.flatMap(({ line, row }) => {
      const place = { table: 'commitments', line, field: 'person' } as const;
      return unknownCode(place, { code: row.person, among: [world.people], world });
    }),
    ...rows.remedies.flatMap((located) => checkRemedy(located, world)),
    ...rows.suggestions.flatMap((located) => checkSuggestion(located, world)),
    ...rows.conclusions.flatMap((located) => checkConclusion(located, world)),
  ];
}

function checkRemedy({ line, row }: Located<Rows['remedies']>, world: World): ImportIssue[] {
  const place = { table: 'remedies', line, field: 'person' } as const;
  const issues = unknownCode(place, { code: row.person, among: [world.people], world });
  if (row.from === null) return issues;
  const among = [world.collectives, world.units];
  return [...issues, ...unknownCode({ ...place, field: 'from' }, { code: row.from, among, world })];
}

function checkSuggestion({ line, row }: Located<Rows['suggestions']>, world: World): ImportIssue[] {
  const place = { table: 'suggestions', line, field: 'subject' } as const;
  return [
    ...unknownCode(place, { code: row.subject, among: [world.people, world.collectives], world }),
    ...unknownCode({ ...place, field: 'from' }, { code: row.from, among: [world.collectives], world }),
  ];
}

function checkConclusion({ line, row }: Located<Rows['conclusions']>, world: World): ImportIssue[] {
  const place = { table: 'conclusions', line, field: 'person' } as const;
  const among = [world.units, world.collectives];
  const issues = [
    ...unknownCode(place, { code: row.person, among: [world.people], world }),
    ...unknownCode({ ...place, field: 'place' }, { code: row.place, among, world }),
  ];
  if (row.rank === null || !world.people.has(row.person)) return issues;
  const cycle = cycleOf(world, row);
  if (cycle === undefined) {
    const details = { year: row.year };
    return [...issues, issueAt({ ...place, field: 'year' }, { code: 'no-cycle', details })];
  }
  if (rankOf(row, world) !== null) return issues;
  const ranks = cycle.pack.ranks.options;
  const details = { allowed: ranks.map((rank) => `“${rank.label.vi}”`).join(', ') };
  return [...issues, issueAt({ ...place, field: 'rank' }, { code: 'unknown-rank', details })];
}

/** Id of the rank that a conclusion names, in the words of the year's pack. */
export function rankOf(row: Rows['conclusions'], world: World): string | null {
  const cycle = row.rank === null ? undefined : cycleOf(world, row);
  if (row.rank === null || cycle === undefined) return null;
  return findOption(cycle.pack.ranks.options, row.rank)?.id ?? null;
}
