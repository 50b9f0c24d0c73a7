import { isDeepStrictEqual } from 'node:util';
import type { Collective } from '../../models/organisation/collective.ts';
import type { Person } from '../../models/organisation/person.ts';
import { type Post, postId } from '../../models/organisation/post.ts';
import type { Unit } from '../../models/organisation/unit.ts';
import type { Commitment } from '../../models/review/commitment.ts';
import type { Conclusion } from '../../models/review/conclusion.ts';
import type { Remedy } from '../../models/review/remedy.ts';
import type { Suggestion } from '../../models/review/suggestion.ts';
import { rankOf } from './check-history.ts';
import type { LocatedRows } from './read-rows.ts';
import { ancestorsOf, type World } from './world.ts';

/** The documents to be stored, with texts that are not sealed yet. */
export interface Documents {
  units: Unit[];
  collectives: Collective[];
  people: Person[];
  posts: Post[];
  commitments: Commitment[];
  remedies: Remedy[];
  suggestions: Suggestion[];
  conclusions: Conclusion[];
}

/** Builds the documents from rows that passed every check. */
export function buildDocuments(rows: LocatedRows, world: World): Documents {
  return {
    units: buildUnits(rows, world),
    collectives: rows.collectives.map(({ row }) => row),
    people: rows.people.flatMap(({ row }) => world.people.get(row._id) ?? []),
    posts: [...world.endedPosts, ...rows.posts.flatMap(({ row }) => world.posts.get(postId(row)) ?? [])],
    commitments: rows.commitments.map(({ row }) => ({ _id: itemId(row.person, row), ...row })),
    remedies: rows.remedies.map(({ row }) => ({ _id: itemId(row.person, row), ...row })),
    suggestions: rows.suggestions.map(({ row }) => ({
      _id: itemId(row.subject, row),
      ...row,
      subjectKind: world.people.has(row.subject) ? 'person' : 'collective',
    })),
    conclusions: rows.conclusions.map(({ row }) => ({
      _id: `${row.person}/${row.year}/${row.place}`,
      ...row,
      placeKind: world.units.has(row.place) ? 'unit' : 'collective',
      weaknesses: row.weaknesses ?? '',
      rank: rankOf(row, world),
    })),
  };
}

function itemId(owner: string, row: { year: number; item: number }): string {
  return `${owner}/${row.year}/${row.item}`;
}

// If a unit moves, the ancestors of all units below it change, also of those that the import does not name.
function buildUnits(rows: LocatedRows, world: World): Unit[] {
  const named = new Set(rows.units.map(({ row }) => row._id));
  const moved = world.storedUnits.flatMap((unit) => {
    const ancestors = ancestorsOf(world, unit._id);
    return named.has(unit._id) || isDeepStrictEqual(ancestors, unit.ancestors)
      ? []
      : [{ ...unit, ancestors }];
  });
  return [...rows.units.map(({ row }) => ({ ...row, ancestors: ancestorsOf(world, row._id) })), ...moved];
}
