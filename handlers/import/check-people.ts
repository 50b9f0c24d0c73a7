import { areHeadsAtOnce, type Post, postId, termsOf } from '../../models/organisation/post.ts';
import { MEMBERSHIP_KINDS } from '../../models/organisation/unit.ts';
import { formatDate } from '../words/dates.ts';
import { issueAt, unknownCode } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';
import { UNIT_TERMS } from './terms.ts';
import type { World } from './world.ts';

/** Checks people and their posts against the organisation after the import. */
export function checkPeople(rows: LocatedRows, world: World): ImportIssue[] {
  return [
    ...rows.people.flatMap((located) => checkPerson(located, world)),
    ...rows.posts.flatMap((located) => checkPost(located, world)),
    ...checkHeads(rows, world),
  ];
}

function checkPerson({ line, row }: Located<Rows['people']>, world: World): ImportIssue[] {
  const place = { table: 'people', line, field: 'unit' } as const;
  const issues: ImportIssue[] = [];
  if (world.units.has(row._id) || world.collectives.has(row._id)) {
    issues.push(issueAt({ ...place, field: '_id' }, { code: 'code-taken', details: { code: row._id } }));
  }
  if (row.workplace !== null) {
    const workplace = { ...place, field: 'workplace' } as const;
    issues.push(...unknownCode(workplace, { code: row.workplace, among: [world.units], world }));
  }
  if (row.unit === null) return [...issues, ...checkWithoutUnit({ line, row })];
  if (row.partyStatus === 'none') issues.push(issueAt(place, { code: 'unit-without-membership' }));
  issues.push(...unknownCode(place, { code: row.unit, among: [world.units], world }));
  const unit = world.units.get(row.unit);
  if (unit !== undefined && !MEMBERSHIP_KINDS.includes(unit.kind)) {
    const details = { unit: row.unit, kind: UNIT_TERMS[unit.kind][0] };
    issues.push(issueAt(place, { code: 'not-a-membership-unit', details }));
  }
  return issues;
}

function checkWithoutUnit({ line, row }: Located<Rows['people']>): ImportIssue[] {
  const place = { table: 'people', line } as const;
  if (row.partyStatus !== 'none') {
    return [issueAt({ ...place, field: 'unit' }, { code: 'member-without-unit' })];
  }
  return row.workplace === null
    ? [issueAt({ ...place, field: 'workplace' }, { code: 'person-nowhere' })]
    : [];
}

function checkPost({ line, row }: Located<Rows['posts']>, world: World): ImportIssue[] {
  const place = { table: 'posts', line, field: 'person' } as const;
  const issues = [
    ...unknownCode(place, { code: row.person, among: [world.people], world }),
    ...unknownCode(
      { ...place, field: 'collective' },
      { code: row.collective, among: [world.collectives], world },
    ),
  ];
  const { from, to } = world.posts.get(postId(row)) ?? row;
  if (from && to && to < from) {
    issues.push(issueAt({ ...place, field: 'to' }, { code: 'ends-before-it-begins' }));
  }
  const isOver = typeof to === 'string' && to < world.today;
  if (row.branch === 'party' && !isOver && world.people.get(row.person)?.partyStatus === 'none') {
    const details = { person: row.person };
    issues.push(issueAt({ ...place, field: 'branch' }, { code: 'not-a-member', details }));
  }
  return issues;
}

/** Each pair of heads that a collective would have at once after the import, at the later of their rows. */
function checkHeads(rows: LocatedRows, world: World): ImportIssue[] {
  const heads = [...world.posts.values()].flatMap(termsOf).filter(({ role }) => role === 'head');
  const headsOf = Map.groupBy(heads, ({ collective }) => collective);
  const lines = new Map(rows.posts.map(({ line, row }) => [postId(row), line]));
  return rows.posts.flatMap(({ line, row }) => {
    const post = world.posts.get(postId(row));
    if (post?.role !== 'head') return [];
    return (headsOf.get(row.collective) ?? [])
      .filter((other) => other._id !== post._id && (lines.get(other._id) ?? 0) < line)
      .filter((other) => areHeadsAtOnce(post, other, world.today))
      .map((other) => {
        const nameOf = ({ person }: Post) => world.people.get(person)?.name ?? '';
        const details = {
          ...{ collective: row.collective, person: post.person, name: nameOf(post) },
          ...{ other: other.person, otherName: nameOf(other) },
        };
        return issueAt({ table: 'posts', line, field: 'role' }, { code: 'second-head', details });
      });
  });
}

/** Rows of posts that have ended, in a table that says nothing of days: the rows do not begin them again. */
export function findEndedPosts(rows: LocatedRows, world: World): ImportIssue[] {
  return rows.posts.flatMap(({ line, row }) => {
    const to = world.posts.get(postId(row))?.to;
    if (row.to !== undefined || to === undefined || to >= world.today) return [];
    const details = { person: row.person, collective: row.collective, day: formatDate(to, 'vi') };
    return [issueAt({ table: 'posts', line, field: 'person' }, { code: 'post-ended', details })];
  });
}
