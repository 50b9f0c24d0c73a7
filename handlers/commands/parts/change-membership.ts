import { z } from 'zod';
import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews } from '../../../models/command.ts';
import {
  dayAfter,
  departureOf,
  lastMembershipOf,
  type Membership,
} from '../../../models/organisation/membership.ts';
import { raiseOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import {
  findPerson,
  type Person,
  withMemberships,
  writeMemberships,
} from '../../../models/organisation/person.ts';
import { findUnits, MEMBERSHIP_KINDS, type Unit } from '../../../models/organisation/unit.ts';
import { mayChangeMembershipUnder } from '../../../models/policies/membership.ts';
import { AppError } from '../../../models/store/errors.ts';
import { listBodiesOver } from '../../queries/leading-bodies.ts';
import { listLeadersOf } from '../../queries/unit-leaders.ts';
import { formatDate } from '../../words/dates.ts';
import type { CommandContext } from '../define.ts';

type Context = Pick<CommandContext, 'database' | 'session' | 'actor' | 'now'>;

/** Somebody whose membership changes, with their last or present one. */
export interface Member {
  person: Person;
  last: Membership;
}

/** The person of a code within a command. Throws `person-unknown`, and `person-without-unit` for who never had a unit. */
export async function findMember({ database, session }: Context, code: string): Promise<Member> {
  const person = await findPerson(database, { person: code, session });
  const details = { person: code };
  if (person === null) throw new AppError('person-unknown', { message: 'No such person', details });
  const last = lastMembershipOf(person);
  if (last !== undefined) return { person, last };
  throw new AppError('person-without-unit', { message: 'The person belongs to no unit', details });
}

/**
 * `YYYY-MM-DD`: the first day without the person, as it was shown to who changes or takes back that they leave; null where
 * none was shown. Missing for who goes by what the record has.
 */
export const ShownLeaving = z.iso.date().nullable().optional();

/**
 * Throws `leaving-changed` where the last membership of a person ends otherwise than was shown, and `leaving-gone` where it
 * does not end.
 */
export function demandLeavingShown(
  shown: z.infer<typeof ShownLeaving>,
  { person, last }: { person: string; last: Membership },
): void {
  const leaving = last.to === null ? null : dayAfter(last.to);
  if (shown === undefined || shown === leaving) return;
  if (leaving === null) {
    throw new AppError('leaving-gone', { message: 'The record has no leaving', details: { person } });
  }
  const details = { person, day: formatDate(leaving, 'vi') };
  throw new AppError('leaving-changed', { message: 'The record has another leaving', details });
}

/** Throws `left-already` for somebody who no longer belongs to the organisation on a day, `YYYY-MM-DD`. */
export function demandNotLeft(person: Person, day: string): void {
  const departure = departureOf(person, day);
  if (departure === undefined) return;
  const details = { person: person._id, day: departure.to };
  throw new AppError('left-already', { message: 'The person has left', details });
}

/** Throws `not-allowed` unless the actor may change memberships of this person in a unit, as the record has it now. */
export async function demandLeader(
  { database, session, actor }: Context,
  of: { person: string; unit: string },
): Promise<void> {
  const bodies = await listBodiesOver(database, { unit: of.unit, session });
  if (mayChangeMembershipUnder(actor, { person: of.person, bodies })) return;
  throw new AppError('not-allowed', { message: 'The actor leads neither the unit nor one above it' });
}

/**
 * The unit of a code as the new place of a person. Throws `unit-unknown`, and `not-a-membership-unit` where members of
 * the Party do not take part in such a unit.
 */
export async function demandPlace(
  { database, session }: Context,
  of: { person: Person; unit: string },
): Promise<Unit> {
  const [unit] = await findUnits(database, { codes: [of.unit], session });
  if (unit === undefined) {
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit: of.unit } });
  }
  if (of.person.partyStatus === 'none' || MEMBERSHIP_KINDS.includes(unit.kind)) return unit;
  const details = { unit: unit._id };
  throw new AppError('not-a-membership-unit', { message: 'Members do not take part in this unit', details });
}

/** Writes the memberships of a person, whose present unit is that of the last one. */
export async function changeMemberships(
  { database, session }: Context,
  { person, memberships }: { person: Person; memberships: readonly Membership[] },
): Promise<void> {
  const { _id, unit, workplace, memberships: stored } = withMemberships(person, memberships);
  const changed = { _id, unit, workplace, ...(stored && { memberships: stored }) };
  await writeMemberships(database, { ...changed, session });
  await raiseOrganisationVersion(database, session);
}

/** What those who lead any of these units are told of a change, each once, except the person and who made it. */
export async function tellLeaders(
  { database, session, actor, now }: Context,
  told: { of: readonly string[]; person: Person; kind: string; values: CommandNews['values'] },
): Promise<CommandNews[]> {
  const { of, person, kind, values } = told;
  const by = actor.kind === 'person' ? actor.person : undefined;
  const leaders = new Set<string>();
  for (const unit of of) {
    for (const code of await listLeadersOf(database, { unit, session, day: dayOf(now) })) leaders.add(code);
  }
  const people = [...leaders].filter((code) => code !== person._id && code !== by);
  return people.length === 0
    ? []
    : [{ kind, screen: 'unit-people', params: {}, people, ...(values && { values }) }];
}
