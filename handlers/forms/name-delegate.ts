import type { Candidates } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { listJoinedAmong } from '../../models/chat/identity.ts';
import { isPresent } from '../../models/organisation/membership.ts';
import { findPeople } from '../../models/organisation/person.ts';
import type { Delegation } from '../../models/review/delegation.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { cellOf } from '../queries/cell.ts';
import { isInForce } from '../queries/delegations.ts';
import { type DirectoryEntry, peopleIn } from '../queries/directory.ts';
import type { PersonSources, Sources } from '../queries/sources.ts';
import { type NamedDelegate, namedLine } from '../words/delegation.ts';
import { defineAct } from './define-act.ts';
import { defineTasks } from './form.ts';
import { paperDaysFor } from './paper.ts';
import { ledUnitsOf, memberOf, pickAmong } from './person-act.ts';

/** Who answers for the member: named by themselves, or by a secretary to whom they gave it on paper. */
export const nameDelegate = defineAct({
  form: 'name-delegate',
  command: 'name-delegate',
  forOneself: true,
  steps: async (sources, identity) => [
    { id: 'delegate', kind: 'pick', among: await delegatesFor(sources, identity) },
    ...(memberOf(identity) === identity.author
      ? []
      : [{ id: 'paper', kind: 'date', ...(await paperDaysFor(sources, identity)) } as const]),
  ],
  async payload({ reviews }, { person, answers }) {
    const review = await reviews.findOpen(person);
    return {
      ...{ person, delegate: answers.get('delegate') ?? '', cycle: review?.cycle.cycle ?? null },
      paperDay: answers.get('paper') ?? null,
    };
  },
  tasks: defineTasks<NamedDelegate>({
    load: async (sources, { person, delegations }) =>
      findDelegateOf(sources, { person, delegations: await delegations() }),
    whileAway: null,
    offers: () => [{ do: 'open', screen: 'delegation' }],
    blocks: (named, context) => [{ type: 'status', text: namedLine(named, context) }],
  }),
});

/** Who answers for somebody in the open cycle that asks them, of the `delegations` that concern them; null if nobody does. */
export async function findDelegateOf(
  { database, reviews, at }: Pick<PersonSources, 'database' | 'reviews' | 'at'>,
  { person, delegations }: { person: string; delegations: readonly Delegation[] },
): Promise<NamedDelegate | null> {
  const own = delegations.filter(({ member, ended }) => member === person && !ended);
  if (own.length === 0) return null;
  const review = await reviews.findOpen(person);
  const found = own.find(({ cycle }) => cycle === review?.cycle.cycle);
  if (found === undefined || !(await isInForce(database, found, { day: dayOf(new Date(at)) }))) return null;
  const [delegate] = await findPeople(database, { codes: [found.delegate] });
  const { paperDay, namedAt } = found;
  const name = delegate?.name ?? found.delegate;
  return { name, day: dayOf(namedAt), ...(paperDay !== null && { paperDay }) };
}

/**
 * Who can be picked: for oneself, somebody of the same cell; by a secretary for another, somebody of the units that they
 * lead; only who can answer in a chat. The command asks the same again.
 */
async function delegatesFor(sources: Sources, identity: DraftIdentity): Promise<Candidates> {
  const { author } = identity;
  const member = memberOf(identity);
  const day = dayOf(sources.now());
  const reach = await peopleInReach(sources, { author, member });
  const joined = await listJoinedAmong(sources, { people: reach.map(({ person }) => person._id) });
  return pickAmong(
    () => reach,
    ({ person }) => {
      if (person._id === member) return { problem: 'pick-delegate-self' };
      if (person._id === author) return { problem: 'pick-delegate-recorder' };
      if (!isPresent(person, day)) return { problem: 'pick-delegate-away' };
      return joined.has(person._id) ? undefined : { problem: 'pick-delegate-not-joined' };
    },
  );
}

async function peopleInReach(
  sources: Sources,
  { author, member }: { author: string; member: string },
): Promise<readonly DirectoryEntry[]> {
  const directory = await sources.readDirectory();
  if (member !== author) return peopleIn(directory, { units: await ledUnitsOf(sources, author) });
  const own = directory.people.find(({ person }) => person._id === author)?.unit;
  return own === undefined ? [] : peopleIn(directory, { units: [cellOf(own)] });
}
