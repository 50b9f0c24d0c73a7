import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews } from '../../../models/command.ts';
import { isLeadingBody, listCollectivesIn } from '../../../models/organisation/collective.ts';
import { homeUnitOf, isPresent } from '../../../models/organisation/membership.ts';
import { listPeople } from '../../../models/organisation/person.ts';
import { listPostsIn } from '../../../models/organisation/post.ts';
import { listUnits, upwardsFrom } from '../../../models/organisation/unit.ts';
import { type Cycle, cycleOfPlace, listOpenCycles } from '../../../models/review/cycle.ts';
import { type Place, readDecisions } from '../../../models/review/cycle-change.ts';
import { listBegun } from '../../../models/review/draft.ts';
import { listLeadersOf } from '../../queries/unit-leaders.ts';
import type { CommandContext } from '../define.ts';
import { newsOfAnsweringIn } from './change-delegation.ts';
import { nameOf, nameOfUnit } from './name-of.ts';
import { holdCycle } from './record-cycle-change.ts';
import { signNews } from './sign-news.ts';

interface Decided {
  /** The cycle without the decision. */
  before: Cycle;
  of: { kind: 'person' | 'unit'; code: string };
  kind: 'excused' | 'included';
  /** Where a person reads why. */
  screen: string;
}

/**
 * What people are told once it was recorded whether a cycle asks a person or a unit: the person, or all of the unit who had
 * begun to write in it; those who lead the unit or one below it; and those who answer for others there. Why is read on the
 * screen that it opens.
 */
export async function newsOfAsking(context: CommandContext, decided: Decided): Promise<CommandNews[]> {
  const { before, of } = decided;
  const after = await holdCycle(context, before._id);
  const about = { ...decided, after };
  const others = await newsOfAnsweringIn(context, { before, after, of });
  if (of.kind === 'person')
    return [...(await newsOfOwn(context, { ...about, people: [of.code] })), ...others];
  const { units, people } = await findConcerned(context, about);
  return [
    ...(await newsOfOwn(context, { ...about, people })),
    ...(await newsOfUnit(context, { ...about, units })),
    ...others,
  ];
}

/** People are told what was decided about them, and by whom. */
async function newsOfOwn(
  context: CommandContext,
  { before: { year }, kind, screen, people }: Decided & { people: readonly string[] },
): Promise<CommandNews[]> {
  if (people.length === 0) return [];
  const { actor } = context;
  const told = { screen, params: {}, people };
  if (actor.kind === 'operator') return [{ kind: `cycle-${kind}-by-office`, ...told, values: { year } }];
  const by = await nameOf(context, actor.person);
  return [{ kind: `cycle-${kind}-by`, ...told, values: { by, year } }];
}

/** Those who lead the unit, or one below it that it concerns, are told which unit it is. */
async function newsOfUnit(
  context: CommandContext,
  { before: { year }, of, kind, units }: Decided & { units: readonly string[] },
): Promise<CommandNews[]> {
  if (units.length === 0) return [];
  const { database, session, now } = context;
  const day = dayOf(now);
  const bodies = (await listCollectivesIn(database, { units, session })).filter((one) =>
    isLeadingBody(one.kind),
  );
  const posts = await listPostsIn(database, { collectives: bodies.map(({ _id }) => _id), day, session });
  const below = posts.flatMap(({ person, role }) => (role === 'member' ? [] : [person]));
  const people = [
    ...new Set([...(await listLeadersOf(database, { unit: of.code, session, day })), ...below]),
  ].sort();
  if (people.length === 0) return [];
  const values = { unit: await nameOfUnit(context, of.code), year };
  return signNews(context, [{ kind: `unit-${kind}`, screen: 'unit-people', params: {}, values, people }]);
}

/**
 * Codes of the units of this one and below, and of the people there who have begun to write in the cycle, for whom the
 * decision is the last word and says something else than before.
 */
async function findConcerned(
  { id, database, now }: CommandContext,
  { before, after, of }: Decided & { after: Cycle },
): Promise<{ units: string[]; people: string[] }> {
  const open = (await listOpenCycles(database)).map((cycle) => (cycle._id === after._id ? after : cycle));
  const cycles = open.map(({ _id, unit, changes }) => ({ _id, unit, decisions: readDecisions(changes) }));
  const was = readDecisions(before.changes);
  const isConcerned = (place: Place) => {
    const found = cycleOfPlace(cycles, place);
    const rule = found?._id === after._id ? found.decisions.ruleFor(place) : undefined;
    return rule?.id === id && rule.kind !== was.ruleFor(place)?.kind;
  };
  const units = new Map((await listUnits(database, { root: of.code })).map((unit) => [unit._id, unit]));
  const people = (await listPeople(database, { unit: of.code })).filter((person) => {
    const unit = units.get(homeUnitOf(person) ?? '');
    const place = unit && { person: person._id, upwards: upwardsFrom(unit) };
    return place !== undefined && isPresent(person, dayOf(now)) && isConcerned(place);
  });
  const begun = await listBegun(database, { authors: people.map(({ _id }) => _id) });
  const authors = begun.filter(({ cycle }) => cycle === after._id).map(({ author }) => author);
  return {
    units: [...units.values()]
      .filter((unit) => isConcerned({ person: '', upwards: upwardsFrom(unit) }))
      .map(({ _id }) => _id),
    people: [...new Set(authors)].sort(),
  };
}
