import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews } from '../../../models/command.ts';
import { mayChangeDelegateUnder } from '../../../models/policies/delegation.ts';
import { findCycleById } from '../../../models/review/cycle.ts';
import { type Delegation, holdDelegation, listDelegations } from '../../../models/review/delegation.ts';
import { AppError } from '../../../models/store/errors.ts';
import { isInForce } from '../../queries/delegations.ts';
import { listBodiesOver } from '../../queries/leading-bodies.ts';
import type { CommandContext } from '../define.ts';
import { nameOf } from './name-of.ts';

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
export async function demandInForce(
  { database, session, now }: CommandContext,
  { person: member, cycle, delegate }: { person: string; cycle: string; delegate: string },
): Promise<Delegation> {
  const found = await holdDelegation(database, { member, cycle, session });
  const lasts =
    found?.delegate === delegate && (await isInForce(database, found, { day: dayOf(now), session }));
  if (found !== null && lasts) return found;
  throw new AppError('delegation-ended', { message: 'Nobody is named', details: { person: member } });
}

/**
 * What the other one of those who answer now, and for whom, is told where the person leaves or is excused from a day on,
 * `YYYY-MM-DD`. Ask it before that is written.
 */
export async function newsOfAnsweringOver(
  context: CommandContext,
  { on, ...of }: { on: string } & ({ member: string } | { concerning: string }),
): Promise<CommandNews[]> {
  const { database, session, now } = context;
  const news: CommandNews[] = [];
  for (const delegation of await listDelegations(database, of)) {
    const { member, delegate, cycle } = delegation;
    const isOpen = (await findCycleById(database, cycle))?.status === 'open';
    if (!isOpen || !(await isInForce(database, delegation, { day: dayOf(now), session }))) continue;
    const person = 'member' in of ? of.member : of.concerning;
    const [kind, other] = person === member ? ['answering-over', delegate] : ['delegate-leaves', member];
    const name = await nameOf(context, person);
    news.push({ kind, screen: 'delegation', params: {}, values: { name, on }, people: [other] });
  }
  return news;
}
