import { z } from 'zod';
import { dayOf } from '../../../flows/rules/calendar.ts';
import { contentDigest, createSalt } from '../../../models/audit-event.ts';
import type { CommandNews, CommandNote } from '../../../models/command.ts';
import { raiseOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import { findPerson } from '../../../models/organisation/person.ts';
import { findUnits, upwardsFrom } from '../../../models/organisation/unit.ts';
import type { Actor, ActorName } from '../../../models/policies/actor.ts';
import {
  addCycleChange,
  type Cycle,
  type CycleSummary,
  findOpenCycle,
  findOpenCycleAt,
  findPlace,
} from '../../../models/review/cycle.ts';
import {
  type ChangeScope,
  type CycleChange,
  type Place,
  readDecisions,
  reasonContext,
} from '../../../models/review/cycle-change.ts';
import { listAuthors } from '../../../models/review/draft.ts';
import { AppError } from '../../../models/store/errors.ts';
import { bumpRevision } from '../../../models/store/revision.ts';
import { listBodiesOf } from '../../queries/leading-bodies.ts';
import type { CommandContext, Done } from '../define.ts';
import { demandNotLeft } from './change-membership.ts';
import { nameOf as nameOfPerson } from './name-of.ts';
import { signNews } from './sign-news.ts';

/** Characters. */
export const LONGEST_REASON = 500;
/** Why something was decided about a cycle, in the words of who decided it. */
export const Reason = z.string().trim().min(1).max(LONGEST_REASON);

export const ForUnit = z.strictObject({ kind: z.literal('unit'), code: z.string() });
export const ForPerson = z.strictObject({ kind: z.literal('person'), code: z.string() });

/**
 * The bodies that lead the person's unit and the units above it, as the record had them when this was asked for (see
 * `listBodiesOver`); empty where it is not about one person.
 */
export const Collectives = z.array(z.string());

/** Reads a cycle that a decision is about, and raises its revision. Throws `cycle-unknown`. */
export async function holdCycle({ database, session }: CommandContext, id: string): Promise<Cycle> {
  const cycle = await bumpRevision(database.cycles, { id, session });
  if (cycle !== null) return cycle;
  throw new AppError('cycle-unknown', { message: 'No such cycle', details: { cycle: id } });
}

/** The same for a cycle that must be open; also throws `cycle-closed`. */
export async function holdOpenCycle(context: CommandContext, id: string): Promise<Cycle> {
  const cycle = await holdCycle(context, id);
  if (cycle.status === 'open') return cycle;
  const { unit, year } = cycle;
  throw new AppError('cycle-closed', { message: 'The cycle is closed', details: { cycle: id, unit, year } });
}

/**
 * Where the person or unit is that a decision is about; a unit has nobody's code. Throws `person-unknown`, for somebody who
 * belongs to no unit `person-without-unit`, for somebody who has left `left-already`, and `unit-unknown`.
 */
export async function locate(
  { database, session, now }: CommandContext,
  of: Exclude<ChangeScope, { kind: 'all' }>,
): Promise<Place> {
  if (of.kind === 'unit') {
    const [unit] = await findUnits(database, { codes: [of.code], session });
    if (unit !== undefined) return { person: '', upwards: upwardsFrom(unit) };
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit: of.code } });
  }
  const details = { person: of.code };
  const person = await findPerson(database, { ...details, session });
  if (person === null) throw new AppError('person-unknown', { message: 'No such person', details });
  demandNotLeft(person, dayOf(now));
  const place = await findPlace(database, details);
  if (place !== undefined) return place;
  throw new AppError('person-without-unit', { message: 'The person belongs to no unit', details });
}

/** Throws `not-in-cycle` unless whoever is at a place is reviewed in this cycle and not in another one nearer to them. */
export async function demandInCycle(
  { database }: CommandContext,
  { cycle, of, place }: { cycle: Cycle; of: ChangeScope; place: Place },
): Promise<void> {
  const found = await findOpenCycleAt(database, place);
  if (found?.cycle._id === cycle._id) return;
  throw new AppError('not-in-cycle', {
    message: 'The cycle does not review them',
    details: { cycle: cycle._id, code: of.code ?? '' },
  });
}

/** Throws `excused-already` where it was decided that a cycle does not ask them: of the place or, if `own`, of these alone. */
export function demandNotExcused(
  { _id: cycle, changes }: CycleSummary,
  { of, place, own }: { of: Exclude<ChangeScope, { kind: 'all' }>; place: Place; own?: true },
): void {
  const rule = readDecisions(changes).ruleFor(place);
  const isOwn = rule?.of.kind === of.kind && rule.of.code === of.code;
  if (rule?.kind !== 'excluded' || (own === true && !isOwn)) return;
  const details = { cycle, code: of.code, option: `--${of.kind}` };
  throw new AppError('excused-already', { message: 'The cycle does not ask them', details });
}

/** Holds an open cycle in which something is recorded for a person. Throws as `holdOpenCycle`, and `excused-already`. */
export async function holdAskingCycle(
  context: CommandContext,
  { cycle: id, person }: { cycle: string; person: string },
): Promise<Cycle> {
  const cycle = await holdOpenCycle(context, id);
  const place = await findPlace(context.database, { person });
  if (place !== undefined) demandNotExcused(cycle, { of: { kind: 'person', code: person }, place });
  return cycle;
}

/** Throws `excused-already` for a person whom the open cycle does not ask because they are excused from it. */
export async function demandAskable(
  { database }: Pick<CommandContext, 'database'>,
  { person: code }: { person: string },
): Promise<void> {
  const found = await findOpenCycle(database, { person: code });
  if (found === undefined) return;
  demandNotExcused(found.cycle, { of: { kind: 'person', code }, place: found.place });
}

/** Asks the policy again, with the collectives above the place that the record has now. Throws `not-allowed`. */
export async function demandAllowed(
  { database, session, actor }: CommandContext,
  { place, isAllowed }: { place: Place; isAllowed(actor: Actor, collectives: readonly string[]): boolean },
): Promise<void> {
  if (actor.kind === 'operator') return;
  if (isAllowed(actor, await listBodiesOf(database, { units: place.upwards, session }))) return;
  throw new AppError('not-allowed', { message: 'The actor leads no collective above this person' });
}

/** Records a decision about a cycle with its reason, which is sealed; returns what the audit event tells of it. */
export async function recordCycleChange(
  context: CommandContext,
  {
    cycle,
    why,
    ...decided
  }: { cycle: string; why: string } & Pick<CycleChange, 'kind' | 'of'> &
    Partial<Pick<CycleChange, 'date' | 'day'>>,
): Promise<NonNullable<Done<never>['event']>> {
  const { id, database, session, keys, now, actor } = context;
  const salt = createSalt();
  const sealed = keys.seal(why, reasonContext({ id }));
  const change = { date: null, day: null, ...decided, id, why: sealed, salt, by: nameOf(actor), at: now };
  await addCycleChange(database, { cycle, change, session });
  await raiseOrganisationVersion(database, session);
  const { of, date, day } = change;
  return {
    people: of.kind === 'person' ? [of.code] : [],
    facts: {
      cycle,
      ...(of.kind === 'unit' ? { unit: of.code } : {}),
      ...(date === null || day === null ? {} : { date, day }),
    },
    contents: { why: contentDigest(keys, { content: why, salt }) },
  };
}

function nameOf(actor: Actor): ActorName {
  return actor.kind === 'operator' ? actor : { kind: 'person', person: actor.person };
}

/** What somebody who decides about one person in a chat is told of it; a unit is decided about at the terminal. */
export async function notesFor(
  context: CommandContext,
  { of, kind, values }: { of: ChangeScope; kind: string; values: CommandNote['values'] },
): Promise<CommandNote[]> {
  if (of.kind !== 'person') return [];
  return [{ kind, values: { name: await nameOfPerson(context, of.code), ...values } }];
}

/** All who have begun to write in a cycle are told what becomes of it; each time anew. */
export async function newsOfCycle(
  context: CommandContext,
  { cycle, kind }: { cycle: Cycle; kind: string },
): Promise<CommandNews[]> {
  const people = await listAuthors(context.database, { cycle: cycle._id });
  const params = { cycle: cycle._id, revision: cycle.revision };
  return people.length === 0 ? [] : signNews(context, [{ kind, screen: 'home', params, people }]);
}
