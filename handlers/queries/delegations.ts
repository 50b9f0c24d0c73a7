import { dayOf } from '../../flows/rules/calendar.ts';
import { isPresentThroughout } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { type Delegation, findDelegation } from '../../models/review/delegation.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';

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

/** The delegation of a member that lasts on a day; null if nobody answers for them then. */
export async function findInForce(
  database: Database,
  { day, ...of }: Pick<Delegation, 'member' | 'cycle'> & { day: string },
): Promise<Delegation | null> {
  const found = await findDelegation(database, of);
  return found !== null && (await isInForce(database, found, { day })) ? found : null;
}
