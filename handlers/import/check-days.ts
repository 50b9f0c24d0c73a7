import { lastMembershipOf } from '../../models/organisation/membership.ts';
import {
  earliestBirth,
  latestLeaving,
  latestPossible,
  possibleDays,
} from '../../models/organisation/possible-days.ts';
import { formatDate } from '../words/dates.ts';
import { issueAt, type Place } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { ImportIssue } from './table.ts';
import type { World } from './world.ts';

const OF_PEOPLE = ['from', 'to', 'temporaryFrom', 'temporaryTo'] as const;
const OF_POSTS = ['from', 'to'] as const;

/** Finds days of memberships and posts on which nothing can be about the person, as the commands refuse them, too. */
export function checkDays(
  rows: LocatedRows,
  { world, today }: { world: World; today: string },
): ImportIssue[] {
  const ofPeople = rows.people.flatMap(({ line, row }) =>
    OF_PEOPLE.flatMap((field) =>
      checkDay(
        { table: 'people', line, field },
        { ...{ day: row[field], birthDate: row.birthDate, today }, about: 'membership' },
      ),
    ),
  );
  const ofPosts = rows.posts.flatMap(({ line, row }) => {
    const birthDate = world.people.get(row.person)?.birthDate;
    if (birthDate === undefined) return [];
    return OF_POSTS.flatMap((field) =>
      checkDay({ table: 'posts', line, field }, { day: row[field], birthDate, today, about: 'post' }),
    );
  });
  return [...ofPeople, ...ofPosts, ...deathsToCome(rows, { world, today })];
}

/** Nobody knows before it on which day somebody dies. */
function deathsToCome(rows: LocatedRows, { world, today }: { world: World; today: string }): ImportIssue[] {
  return rows.people.flatMap(({ line, row: { _id: code, name, to } }) => {
    const person = world.people.get(code);
    const why = (person && lastMembershipOf(person)?.why) ?? null;
    const latest = latestPossible({ about: 'membership', today });
    if (to === null || to > latest || to <= latestLeaving({ why, today })) return [];
    const details = { who: `${code} (${name})`, day: formatDate(to, 'vi') };
    return [issueAt({ table: 'people', line, field: 'to' }, { code: 'death-to-come', details })];
  });
}

function checkDay<Name extends 'people' | 'posts'>(
  place: Place<Name>,
  of: { day: string | null | undefined; birthDate: string; today: string; about: 'membership' | 'post' },
): ImportIssue[] {
  const { day, birthDate, today, about } = of;
  if (day == null) return [];
  const { from, to } = possibleDays({ birthDate }, { about, today });
  if (from <= day && day <= to) return [];
  if (day < earliestBirth(birthDate)) return [issueAt(place, { code: 'day-before-birth' })];
  const details = { from: formatDate(from, 'vi'), to: formatDate(to, 'vi') };
  return [issueAt(place, { code: 'day-impossible', details })];
}
