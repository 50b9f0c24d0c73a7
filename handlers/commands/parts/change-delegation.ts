import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews, CommandNote } from '../../../models/command.ts';
import { homeUnitOf } from '../../../models/organisation/membership.ts';
import { findPeople, type Person } from '../../../models/organisation/person.ts';
import { findUnits, upwardsFrom } from '../../../models/organisation/unit.ts';
import { mayChangeDelegateUnder } from '../../../models/policies/delegation.ts';
import type { Cycle } from '../../../models/review/cycle.ts';
import {
  type ChangeScope,
  type CycleDecisions,
  type Place,
  readDecisions,
} from '../../../models/review/cycle-change.ts';
import { type Delegation, holdDelegation, listDelegations } from '../../../models/review/delegation.ts';
import type { Database } from '../../../models/store/connection.ts';
import { AppError } from '../../../models/store/errors.ts';
import { type Answering, isInForce, listAnswering, listNamedTo } from '../../queries/delegations.ts';
import { listBodiesOver } from '../../queries/leading-bodies.ts';
import type { CommandContext } from '../define.ts';
import { isLedBy } from './news-of-entry.ts';
import { signNews } from './sign-news.ts';

/**
 * The code of the actor, who is the member or leads their unit, as the record has it now; throws `not-allowed` for anybody
 * else.
 */
export async function demandOverDelegation(
  { database, session, actor }: CommandContext,
  of: { person: string; unit: string },
): Promise<string> {
  const bodies = await listBodiesOver(database, { unit: of.unit, session });
  if (actor.kind === 'person' && mayChangeDelegateUnder(actor, { person: of.person, bodies })) {
    return actor.person;
  }
  throw new AppError('not-allowed', { message: 'The actor is neither the member nor leads their unit' });
}

/**
 * The delegation by which somebody answers for a member at this moment; throws `delegation-ended` where it was withdrawn,
 * or one of the two has left.
 */
export async function demandInForce(context: CommandContext, of: Naming): Promise<Delegation> {
  const found = await findInForceNow(context, of);
  if (found !== null) return found;
  throw new AppError('delegation-ended', { message: 'Nobody is named', details: { person: of.person } });
}

/** The same; null where somebody does not answer for the member at this moment. */
export async function findInForceNow(
  { database, session, now }: CommandContext,
  { person: member, cycle, delegate }: Naming,
): Promise<Delegation | null> {
  const found = await holdDelegation(database, { member, cycle, session });
  if (found?.delegate !== delegate) return null;
  return (await isInForce(database, found, { day: dayOf(now), session })) ? found : null;
}

interface Naming {
  person: string;
  cycle: string;
  delegate: string;
}

/** What is said of one of those who answer, and for whom: the news for the other one, and the note for who records it. */
export const TOLD_OF_ANSWERING = {
  leaves: {
    ofMember: { news: 'answering-over', note: 'ends-answered' },
    ofDelegate: { news: 'delegate-leaves', note: 'ends-answers' },
  },
  stays: {
    ofMember: { news: 'answering-again', note: 'still-answered' },
    ofDelegate: { news: 'delegate-stays', note: 'still-answers' },
  },
  // Who is named stays so.
  moves: {
    ofMember: { news: 'answering-for-moved', note: 'still-answered' },
    ofDelegate: { news: 'delegate-moved', note: 'still-answers' },
  },
} as const;

/** What who recorded on paper that the person answers for a member is told; a move ends nothing. */
const TOLD_OF_PAPER = { leaves: 'named-delegate-leaves', stays: 'named-delegate-stays' } as const;

/**
 * What the other one of those who answer now, and for whom, is told where the person leaves `on` a day (`YYYY-MM-DD`), stays
 * after all, or moves to another `unit`, and who recorded their naming; and what is said of it to who records that.
 */
export async function tellOfAnswering(
  context: CommandContext,
  of: { person: Person; what: keyof typeof TOLD_OF_ANSWERING; values?: Readonly<Record<string, string>> },
): Promise<{ news: CommandNews[]; notes: CommandNote[] }> {
  const { database, session, actor, now } = context;
  const { person, what, values } = of;
  const all = await listAnswering(database, { person: person._id, day: dayOf(now), session });
  const named = await listNamedTo(database, { actor, all, session });
  const kindsOf = ({ isMember }: Answering) => TOLD_OF_ANSWERING[what][isMember ? 'ofMember' : 'ofDelegate'];
  const told = all.map((one) => ({
    ...{ kind: kindsOf(one).news, screen: 'delegation', params: {}, people: [one.other] },
    values: { name: person.name, ...values },
  }));
  return {
    news: what === 'moves' ? told : [...told, ...(await tellOfPaper(context, { person, what, values, all }))],
    notes: named.map((one) => ({ kind: kindsOf(one).note, values: { other: one.name } })),
  };
}

/**
 * What those who recorded on paper that a person answers for others are told of the person, since they may have to record
 * another one; nobody who leads the member no longer.
 */
async function tellOfPaper(
  context: CommandContext,
  of: {
    person: Person;
    what: keyof typeof TOLD_OF_PAPER;
    values: Readonly<Record<string, string>> | undefined;
    all: readonly Answering[];
  },
): Promise<CommandNews[]> {
  const { actor } = context;
  const { person, what, values, all } = of;
  const news: CommandNews[] = [];
  for (const { other: member, name, isMember, namedBy: code } of all) {
    if (isMember || code === person._id || (actor.kind === 'person' && actor.person === code)) continue;
    if (!(await isLedBy(context, { person: member, code }))) continue;
    news.push({
      ...{ kind: TOLD_OF_PAPER[what], screen: 'unit-person', params: { member }, people: [code] },
      values: { name: person.name, member: name, ...values },
    });
  }
  return news;
}

/**
 * What those who answer for others are told of what was decided about a cycle: that it no longer asks these, or does so
 * again. Each is told once, with the names of all for whom they answer. `before` is the cycle without the decision.
 */
export async function newsOfAnsweringIn(
  context: CommandContext,
  { before, after, of }: { before: Cycle; after: Cycle; of: ChangeScope },
): Promise<CommandNews[]> {
  const { database, session, now } = context;
  const scope = of.kind === 'person' ? { member: of.code } : { cycle: after._id };
  const all = (await listDelegations(database, scope)).filter(({ cycle }) => cycle === after._id);
  const members = await loadPlaces(database, { people: all.map(({ member }) => member) });
  const [was, is] = [before, after].map(({ changes }) => readDecisions(changes));
  const isExcused = (decisions: CycleDecisions | undefined, place: Place) =>
    decisions?.ruleFor(place)?.kind === 'excluded';
  const on = dayOf(now);
  const told = new Map<string, { kind: string; names: string[]; delegate: string }>();
  for (const delegation of all) {
    const { delegate } = delegation;
    const member = members.get(delegation.member);
    if (member === undefined || isExcused(was, member.place) === isExcused(is, member.place)) continue;
    if (!(await isInForce(database, delegation, { day: on, session }))) continue;
    const kind = isExcused(is, member.place) ? 'answering-over' : 'answering-again';
    const { names } = told.get(`${kind} ${delegate}`) ?? { names: [] };
    told.set(`${kind} ${delegate}`, { kind, delegate, names: [...names, member.name] });
  }
  const news = [...told.values()].map(({ kind, delegate, names }) => ({
    ...{ kind, screen: 'delegation', params: {}, people: [delegate] },
    values: { name: names.join(', '), on },
  }));
  return signNews(context, news);
}

/** Names of people, and where they are. */
async function loadPlaces(
  database: Database,
  { people: codes }: { people: readonly string[] },
): Promise<ReadonlyMap<string, { name: string; place: Place }>> {
  const people = await findPeople(database, { codes });
  const homes = people.flatMap((person) => homeUnitOf(person) ?? []);
  const units = new Map((await findUnits(database, { codes: homes })).map((unit) => [unit._id, unit]));
  return new Map(
    people.map(({ _id: person, name, ...home }) => {
      const unit = units.get(homeUnitOf(home) ?? '');
      return [person, { name, place: { person, upwards: unit === undefined ? [] : upwardsFrom(unit) } }];
    }),
  );
}
