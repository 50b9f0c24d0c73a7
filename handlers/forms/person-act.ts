import { createCandidates, toCandidate } from '../../flows/answers/pick.ts';
import type { Answers, FlowState } from '../../flows/engine/state.ts';
import type { Candidate, Candidates, PickStep, Text } from '../../flows/forms/definition.ts';
import { dayOf, EARLIEST_DAY } from '../../flows/rules/calendar.ts';
import { dayAfter, lastMembershipOf } from '../../models/organisation/membership.ts';
import type { Person } from '../../models/organisation/person.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { listPosts } from '../../models/organisation/post.ts';
import { mayActForMember } from '../../models/policies/secretary.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { type DirectoryEntry, peopleIn } from '../queries/directory.ts';
import { listBodiesOverPerson, listLedUnits } from '../queries/leading-bodies.ts';
import { leavingOf } from '../queries/leaving.ts';
import { findPersonCard, type PersonCard } from '../queries/list-people.ts';
import type { PersonSources, Sources } from '../queries/sources.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import type { Instead } from './form.ts';

const KIND = 'person-act';
/** Between the code of the person and what makes the act one of its own; random ids have none. */
const MARK = '/';
const WHO = 'who';

/**
 * The draft in which a secretary does something for a person of their unit: the one that they have not handed in, if it can
 * still be gone on with, or a new one, since the same may be done once more. Where the way there names nobody, the draft asks who it is. Somebody who may
 * not, or has to say before whom they mean, is shown the people of their unit instead.
 */
export async function beginAct(
  sources: PersonSources,
  wish: {
    form: string;
    author: string;
    params: ScreenParams;
    forOneself?: true;
    needsMember?: true;
    canGoOn(state: FlowState, identity: DraftIdentity): Promise<boolean>;
  },
): Promise<DraftIdentity | Instead> {
  const { database, findUnfinished, newId, now } = sources;
  const { form, author, params, forOneself, needsMember, canGoOn } = wish;
  const named = String(params.member ?? (forOneself ? author : ''));
  // Nobody does it for themselves: on their own card it is asked for whom it is.
  const member = named === author && forOneself !== true ? '' : named;
  const posts = await listPosts(database, { people: [author], day: dayOf(now()) });
  const bodies = await listBodiesOverPerson(database, { person: member });
  const isOwn = forOneself === true && member === author;
  const may = isOwn
    ? true
    : member === ''
      ? needsMember !== true && (await listLedUnits(database, { posts })).length > 0
      : mayActForMember({ kind: 'person', person: author, posts }, { person: member, bodies });
  if (!may) return { screen: 'unit-people' };
  const unfinished = await findUnfinished(
    form,
    async (state, identity) => memberOf(identity) === member && canGoOn(state, identity),
  );
  const id = `${member}${MARK}${newId()}`;
  return unfinished ?? { form, cycle: null, subject: { kind: KIND, id }, author };
}

/** The code of the person whom a draft is about; empty where it asks who it is. */
export function memberOf({ subject: { id } }: Pick<DraftIdentity, 'subject'>): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(MARK)));
}

/** An act is begun again for the person whom it is about; who was picked in it is no more than told. */
export function goOnFor(draft: { identity: DraftIdentity; answers: Answers }) {
  const { identity, answers } = draft;
  const member = memberOf(identity);
  const whom = memberAt(identity, { draft: { answers } });
  return { params: member === '' ? {} : { member }, ...(whom !== identity.author && { whom }) };
}

/**
 * On from an act: to the person whom it is about, unless they are out of sight now, and to the others of the unit; from what
 * somebody does for themselves to who answers for them.
 */
export function leadOn(
  identity: DraftIdentity,
  { picked = '', isAway }: { picked?: string | undefined; isAway: boolean },
): BotAction[] {
  const member = memberOf(identity) || picked;
  if (member === identity.author) return [{ do: 'open', screen: 'delegation' }];
  return [
    ...(member === '' || isAway ? [] : [{ do: 'open' as const, screen: 'unit-person', params: { member } }]),
    { do: 'open', screen: 'unit-people' },
  ];
}

/**
 * The code of the person whom an act is about: that of the draft, or the one who was picked by what was chosen at its steps;
 * empty where nobody was picked yet.
 */
export function memberNamed(identity: DraftIdentity, chosen: (step: string) => string | undefined): string {
  return memberOf(identity) || (chosen(WHO) ?? '');
}

/** The person whom an act is about, as far as its draft tells; empty where that is nobody of a unit. */
export function memberAt(
  identity: DraftIdentity,
  { draft }: { draft: Pick<FlowState['draft'], 'answers'> },
): string {
  if (identity.subject.kind !== KIND) return '';
  return memberNamed(identity, (step) => {
    const answer = draft.answers[step];
    return answer?.kind === 'choice' ? answer.value : undefined;
  });
}

/** The same draft as if it had been about the person from the beginning who was picked in it. */
export function aboutPicked(identity: DraftIdentity, picked: string | undefined): DraftIdentity {
  const { kind, id } = identity.subject;
  return picked && memberOf(identity) === ''
    ? { ...identity, subject: { kind, id: `${picked}${id}` } }
    : identity;
}

/** Tells for which people of the unit an act can succeed; `problem` is the code of what says why not for others. */
export interface Whom {
  isMeant(
    sources: Sources,
    identity: DraftIdentity,
  ): ((entry: DirectoryEntry) => boolean) | Promise<(entry: DirectoryEntry) => boolean>;
  problem: string;
}

const ANYBODY: Whom = { isMeant: () => () => true, problem: 'nothing-found' };

/** Who has not left. */
export const NOT_LEFT: Whom = {
  isMeant:
    ({ now }) =>
    ({ person }) =>
      leavingOf(person, dayOf(now()))?.isOver !== true,
  problem: 'pick-left',
};

/** Whom the open cycle asks. */
export const ASKED: Whom = {
  isMeant:
    () =>
    ({ asked }) =>
      asked !== undefined,
  problem: 'pick-not-asked',
};

/** The person whom a draft is about, and the question who it is where the draft has to ask; null for nobody known. */
export async function aboutMember(
  sources: Sources,
  identity: DraftIdentity,
  { section, whom = ANYBODY }: { section: Text; whom?: Whom | undefined },
): Promise<{ card: PersonCard | undefined; who: PickStep[] } | null> {
  const { database, lately, now, sayInAll } = sources;
  const member = memberOf(identity);
  // Nobody has to be told who they are themselves.
  if (member === identity.author) return { card: undefined, who: [] };
  if (member !== '') {
    const { card } = await lately(`person-card:${identity.subject.id}`, async () => ({
      card: (await findPersonCard(database, { person: member, day: dayOf(now()) })) ?? null,
    }));
    return card === null ? null : { card, who: [] };
  }
  const { author } = identity;
  const [directory, units, isMeant] = await Promise.all([
    sources.readDirectory(),
    ledUnitsOf(sources, author),
    whom.isMeant(sources, identity),
  ]);
  const people = () => peopleIn(directory, { units });
  const whyNot = (entry: DirectoryEntry) => {
    if (entry.person._id === author) return { problem: 'pick-oneself' };
    return isMeant(entry) ? undefined : { problem: whom.problem };
  };
  const others = createCandidates(() =>
    people()
      .filter(({ person }) => person._id !== author)
      .map(toPick),
  );
  // Who was picked keeps their name once the act is done, and it cannot be done again.
  const among = { ...pickAmong(people, whyNot), get: others.get };
  const who: PickStep = {
    ...{ id: WHO, kind: 'pick', required: true, followUp: false, section, among },
    heading: sayInAll('chat:person-act.who.heading'),
    prompt: sayInAll('chat:person-act.who.prompt'),
  };
  return { card: undefined, who: [who] };
}

/** People to be picked, and those of whom `whyNot` has the code of what says why they cannot be. */
export function pickAmong(
  people: () => readonly DirectoryEntry[],
  whyNot: (entry: DirectoryEntry) => { problem: string } | undefined,
): Candidates {
  return createCandidates(() => people().map((entry) => ({ ...toPick(entry), ...whyNot(entry) })));
}

function toPick({ person, unit }: DirectoryEntry): Candidate {
  return toCandidate({ id: person._id, name: person.name, place: unit?.name ?? '' });
}

/** The person whom a draft is about, as the directory has them; undefined where it asks who it is. */
export async function findMemberOf(
  { readDirectory }: Pick<Sources, 'readDirectory'>,
  identity: DraftIdentity,
): Promise<Person | undefined> {
  const member = memberOf(identity);
  return (await readDirectory()).people.find(({ person }) => person._id === member)?.person;
}

/** The first day of the last membership of somebody: another one that begins on it corrects it. */
export function firstDayOf(person: Person | undefined): string {
  return (person && lastMembershipOf(person)?.from) ?? EARLIEST_DAY;
}

/**
 * The days on which the last membership of somebody can end, or they come again: after its first one, and not so far ahead
 * that the command takes it for a mistake. `today` is `YYYY-MM-DD`.
 */
export function daysAfterFirst(
  person: Person | undefined,
  { today }: { today: string },
): { min: string; max: string } {
  const from = (person && lastMembershipOf(person)?.from) ?? null;
  const max = latestPossible({ about: 'membership', today });
  return { min: from === null ? EARLIEST_DAY : dayAfter(from), max };
}

/** Codes of the units that the author of a draft leads, as they were known a moment ago. */
export async function ledUnitsOf(
  { database, lately, now }: Pick<Sources, 'database' | 'lately' | 'now'>,
  author: string,
): Promise<readonly string[]> {
  const { units } = await lately(`led-units:${author}`, async () => {
    const posts = await listPosts(database, { people: [author], day: dayOf(now()) });
    return { units: await listLedUnits(database, { posts }) };
  });
  return units;
}
