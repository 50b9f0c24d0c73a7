import {
  beginMembership,
  homeUnitOf,
  isPresent,
  lastMembershipOf,
  membershipsOf,
} from '../../models/organisation/membership.ts';
import { type Person, withMemberships } from '../../models/organisation/person.ts';
import { latestLeaving } from '../../models/organisation/possible-days.ts';
import { MEMBERSHIP_KINDS } from '../../models/organisation/unit.ts';
import { AppError } from '../../models/store/errors.ts';
import { formatDate } from '../words/dates.ts';
import { checkFullListAnswers } from './check-full-list-answers.ts';
import { issueOfList } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { Departures, FullList, ImportIssue } from './table.ts';
import { UNIT_TERMS } from './terms.ts';
import { ancestorsOf, leaversOf, type World } from './world.ts';

/** What a full list lacks. */
interface CheckedFullList {
  issues: ImportIssue[];
  /** The answers about those who are indeed missing. */
  departures: Departures;
  /** Who left and moved by them, as they are then. */
  departed: Person[];
}

/**
 * Finds those who belong to the unit of a full list, with no end to it, and are not in it: each is an issue until the office
 * says whether they left, moved or were forgotten. Throws `unit-unknown`.
 */
export function checkFullList(
  rows: LocatedRows,
  of: { world: World; today: string; list: FullList },
): CheckedFullList {
  const { world, list } = of;
  if (!world.units.has(list.unit)) {
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit: list.unit } });
  }
  const isInside = (unit: string) => unit === list.unit || ancestorsOf(world, unit).includes(list.unit);
  const missing = new Map(findMissing(rows, { ...of, isInside }).map((person) => [person._id, person]));
  const departures = {
    left: oneOfEach(list.left.filter(({ person }) => missing.has(person))),
    moved: oneOfEach(list.moved.filter(({ person, unit }) => isElsewhere(missing.get(person), unit))),
  };
  const answered = new Set([
    ...[...departures.left, ...departures.moved].map(({ person }) => person),
    ...list.forgotten,
  ]);
  const open = [...missing.values()].filter(({ _id }) => !answered.has(_id));
  return {
    issues: [
      ...checkFullListAnswers({ rows, world, list, missing, isInside }),
      ...open.map((person) =>
        issueOfList('missing-in-list', { person: person._id, name: person.name, unit: homeOf(person) }),
      ),
      ...departures.moved.flatMap(({ person, unit }) =>
        checkPlace(unit, { person: missing.get(person), world }),
      ),
      ...checkDays(departures, { missing, today: of.today }),
    ],
    departures,
    departed: [...leaversOf(departures.left, missing), ...moversOf(departures.moved, missing)],
  };
}

/** The answers, each person once: two that differ are an issue of their own. */
function oneOfEach<Answer extends { person: string }>(answers: readonly Answer[]): Answer[] {
  return [...new Map(answers.map((answer) => [answer.person, answer])).values()];
}

/** The people who move, with their new membership. */
function moversOf(moved: Departures['moved'], missing: ReadonlyMap<string, Person>): Person[] {
  return moved.flatMap(({ person: code, unit, on }) => {
    const person = missing.get(code);
    if (person === undefined) return [];
    const begun = { unit, from: on, why: 'transferred' } as const;
    return withMemberships(person, beginMembership(membershipsOf(person), begun));
  });
}

function findMissing(
  rows: LocatedRows,
  of: { world: World; today: string; isInside(unit: string): boolean },
): Person[] {
  const { world, today } = of;
  const inside = new Set([...world.units.keys()].filter(of.isInside));
  const listed = new Set([...world.declared, ...rows.people.map(({ row }) => row._id)]);
  return [...world.storedPeople.values()].filter(
    (person) =>
      !listed.has(person._id) &&
      inside.has(homeOf(person)) &&
      isPresent(person, today) &&
      lastMembershipOf(person)?.to == null,
  );
}

function homeOf(person: Person): string {
  return homeUnitOf(person) ?? '';
}

function isElsewhere(person: Person | undefined, unit: string): boolean {
  return person !== undefined && homeOf(person) !== unit;
}

function checkPlace(
  code: string,
  { person, world }: { person: Person | undefined; world: World },
): ImportIssue[] {
  const unit = world.units.get(code);
  if (unit === undefined) return [issueOfList('unknown-code', { code })];
  if (person?.partyStatus === 'none' || MEMBERSHIP_KINDS.includes(unit.kind)) return [];
  return [issueOfList('not-a-membership-unit', { unit: code, kind: UNIT_TERMS[unit.kind][0] })];
}

/** Nobody leaves before they came, or is moved or has died on a day that has not come. */
function checkDays(
  { left, moved }: Departures,
  { missing, today }: { missing: ReadonlyMap<string, Person>; today: string },
): ImportIssue[] {
  const detailsOf = (person: Person | undefined, day: string) => {
    return { who: `${person?._id} (${person?.name})`, day: formatDate(day, 'vi') };
  };
  const early = [...left, ...moved].flatMap(({ person: code, on }) => {
    const person = missing.get(code);
    const from = person === undefined ? null : (lastMembershipOf(person)?.from ?? null);
    return from === null || on > from ? [] : [issueOfList('answer-too-early', detailsOf(person, from))];
  });
  const late = moved.filter(({ on }) => on > today);
  const dead = left.filter(({ on, why }) => why === 'died' && on > latestLeaving({ why, today }));
  return [
    ...early,
    ...late.map(({ person, on }) => issueOfList('answer-to-come', detailsOf(missing.get(person), on))),
    ...dead.map(({ person, on }) => issueOfList('death-to-come', detailsOf(missing.get(person), on))),
  ];
}
