import { dayAfter, homeUnitOf, lastMembershipOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { formatDate } from '../words/dates.ts';
import { issueOfList } from './issue.ts';
import type { LocatedRows } from './read-rows.ts';
import type { FullList, ImportIssue } from './table.ts';
import { LEAVE_REASON_TERMS } from './terms.ts';
import type { World } from './world.ts';

interface Given {
  rows: LocatedRows;
  world: World;
  list: FullList;
  /** Those whom the list lacks, by their codes. */
  missing: ReadonlyMap<string, Person>;
  /** Whether a unit is that of the list, or below it. */
  isInside(unit: string): boolean;
}

/** Answers about one person that contradict each other, and answers about somebody whom the list does not lack. */
export function checkFullListAnswers(given: Given): ImportIssue[] {
  const { declared } = given.world;
  const listed = new Set([...declared, ...given.rows.people.map(({ row }) => row._id)]);
  const byPerson = Map.groupBy(answersIn(given.list), ({ code }) => code);
  return [...byPerson].flatMap(([code, answers]) => {
    const said = [...new Set(answers.map(({ answer }) => answer))];
    const person = given.world.storedPeople.get(code);
    const who = person === undefined ? code : `${code} (${person.name})`;
    const details = { who, answer: said.join(', ') };
    if (said.length > 1) return [issueOfList('answers-differ', details)];
    if (given.missing.has(code)) return [];
    if (listed.has(code)) return [issueOfList('answer-for-listed', details)];
    // The list lacks its column of codes, so nobody knows whom it has.
    return declared.has(code) ? [] : checkUnasked({ person, details, given });
  });
}

/** Every answer as the office writes it. */
function answersIn({ left, moved, forgotten }: FullList): { code: string; answer: string }[] {
  const day = (on: string) => formatDate(on, 'vi');
  return [
    ...left.map(({ person: code, why, on }) => {
      return { code, answer: `--left ${code}=${LEAVE_REASON_TERMS[why][0]}@${day(on)}` };
    }),
    ...moved.map(({ person: code, unit, on }) => ({ code, answer: `--moved ${code}=${unit}@${day(on)}` })),
    ...forgotten.map((code) => ({ code, answer: `--forgotten ${code}` })),
  ];
}

function checkUnasked(about: {
  person: Person | undefined;
  details: { who: string; answer: string };
  given: Given;
}): ImportIssue[] {
  const { person, details, given } = about;
  const { list } = given;
  if (person === undefined) return [issueOfList('answer-for-nobody', details)];
  if (isSoAlready(person, list)) return [];
  const to = lastMembershipOf(person)?.to ?? null;
  if (to !== null) return [issueOfList('answer-for-departed', { ...details, day: formatDate(to, 'vi') })];
  const unit = homeUnitOf(person) ?? '';
  if (given.isInside(unit)) return [issueOfList('answer-unasked', details)];
  return [issueOfList('answer-for-another-unit', { ...details, unit, list: list.unit })];
}

/** What an answer says was recorded before, as by an import that was interrupted and is run again. */
function isSoAlready(person: Person, { left, moved }: FullList): boolean {
  const last = lastMembershipOf(person);
  if (last === undefined) return false;
  const isOfPerson = (one: { person: string }) => one.person === person._id;
  return (
    left.some(
      (one) => isOfPerson(one) && one.why === last.why && last.to !== null && one.on === dayAfter(last.to),
    ) || moved.some((one) => isOfPerson(one) && one.unit === last.unit && one.on === last.from)
  );
}
