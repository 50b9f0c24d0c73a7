import { dayOf } from '../../flows/rules/calendar.ts';
import { isPresentThroughout } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { type Actor, isOperator } from '../../models/policies/actor.ts';
import { mayChangeDelegateUnder } from '../../models/policies/delegation.ts';
import { isOpenCycle } from '../../models/review/cycle.ts';
import { type Delegation, findDelegation, listDelegations } from '../../models/review/delegation.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import { listBodiesOverPerson } from './leading-bodies.ts';

/** Name of the form in which a delegate answers what a member is asked about themselves. */
export const ANSWER_FOR = 'answer-for';

/** Identity of the draft in which a delegate answers for a member. */
export function answerForIdentity(of: Pick<Delegation, 'cycle' | 'member' | 'delegate'>): DraftIdentity {
  const { cycle, member: id, delegate: author } = of;
  return { form: ANSWER_FOR, cycle, subject: { kind: 'person', id }, author };
}

/** Whether a delegation lasts on a day, `YYYY-MM-DD`: it was not withdrawn, and neither of the two has left since. */
export async function isInForce(
  database: Database,
  { member, delegate, ended, namedAt }: Delegation,
  { day, session }: { day: string; session?: ClientSession },
): Promise<boolean> {
  if (ended) return false;
  const within = session === undefined ? {} : { session };
  const [one, other] = [
    await findPerson(database, { person: member, ...within }),
    await findPerson(database, { person: delegate, ...within }),
  ];
  const time = { from: dayOf(namedAt), to: day };
  return [one, other].every((person) => person !== null && isPresentThroughout(person, time));
}

/** Somebody else of a delegation: the delegate of a person, or a member for whom the person answers. */
export interface Answering {
  other: string;
  name: string;
  /** Whether the person is the member. */
  isMember: boolean;
  /** Code of who recorded it: the member, or a secretary to whom they said so on paper. */
  namedBy: string;
}

/** Those who answer for a person in open cycles on a day, `YYYY-MM-DD`, and those for whom the person does; the oldest first. */
export async function listAnswering(
  database: Database,
  { person, ...on }: { person: string; day: string; session?: ClientSession },
): Promise<Answering[]> {
  const found: Answering[] = [];
  for (const delegation of await listDelegations(database, { concerning: person })) {
    const { member, delegate, cycle, namedBy } = delegation;
    if (!(await isOpenCycle(database, cycle)) || !(await isInForce(database, delegation, on))) continue;
    const isMember = person === member;
    const other = isMember ? delegate : member;
    const name = (await findPerson(database, { person: other }))?.name ?? other;
    found.push({ other, name, isMember, namedBy });
  }
  return found;
}

/** Those of them who may be named to an actor: who answers for the person, and members whom the actor leads. */
export async function listNamedTo(
  database: Database,
  { actor, all, session }: { actor: Actor; all: readonly Answering[]; session?: ClientSession },
): Promise<Answering[]> {
  const named: Answering[] = [];
  for (const one of all) {
    const { other: person, isMember } = one;
    const bodies = isMember
      ? []
      : await listBodiesOverPerson(database, { person, ...(session && { session }) });
    if (isMember || isOperator(actor) || mayChangeDelegateUnder(actor, { person, bodies })) named.push(one);
  }
  return named;
}

/** The delegation of a member that lasts on a day; null if nobody answers for them then. */
export async function findInForce(
  database: Database,
  { day, ...of }: Pick<Delegation, 'member' | 'cycle'> & { day: string },
): Promise<Delegation | null> {
  const found = await findDelegation(database, of);
  return found !== null && (await isInForce(database, found, { day })) ? found : null;
}
