import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { CommandNews } from '../../models/command.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { nameOfActor } from '../../models/policies/actor.ts';
import { mayRecordDelegatedReview } from '../../models/policies/delegation.ts';
import type { Delegation } from '../../models/review/delegation.ts';
import { delegateSeries } from '../../models/review/submission.ts';
import { recordVersion } from '../forms/record-version.ts';
import { type CommandContext, define } from './define.ts';
import { demandInForce } from './parts/change-delegation.ts';
import { holdOpenCycle } from './parts/record-cycle-change.ts';
import { isRecordedAlready, ReviewVersion } from './record-self-review.ts';

/**
 * Records a version of a member's self-review that their delegate answered and handed in: it counts like one of their own,
 * says who did so, and the member is told. The delegate must be named and the cycle open at this moment, not only when they
 * handed it in: of what is said for them the member has the last word, which they can no longer have in a closed cycle.
 */
export const recordDelegatedReview = define({
  name: 'record-delegated-review',
  payload: z.strictObject({ ...ReviewVersion.shape, delegate: z.string() }),
  policy: mayRecordDelegatedReview,
  audit: 'delegated-review-recorded',
  refusals: ['number-taken', 'delegation-ended', 'cycle-unknown', 'cycle-closed'],
  async run(context, { delegate, ...version }) {
    const { actor } = context;
    const { submittedAt } = version;
    const about = { ...version, series: delegateSeries(delegate) };
    if (await isRecordedAlready(context, about)) return { result: undefined, event: null };
    const delegation = await demandInForce(context, { ...version, delegate });
    await holdOpenCycle(context, version.cycle);
    const entry = { how: 'delegate', by: nameOfActor(actor), day: dayOf(submittedAt) } as const;
    const event = await recordVersion(context, { ...about, entry });
    return {
      result: undefined,
      news: await newsOf(context, { delegation, number: version.number }),
      event: { ...event, people: [version.person, delegate], facts: { ...event.facts, delegate } },
    };
  },
});

/** The member is told; and who recorded the naming, where the member did so on paper. */
async function newsOf(
  { database, session }: CommandContext,
  { delegation, number }: { delegation: Delegation; number: number },
): Promise<CommandNews[]> {
  const { member, delegate, cycle, namedBy } = delegation;
  const nameOf = async (person: string) => (await findPerson(database, { person, session }))?.name ?? person;
  const name = await nameOf(delegate);
  const own: CommandNews = {
    ...{ kind: 'handed-in-for-you', screen: 'answered-for', params: { cycle, delegate, number } },
    ...{ people: [member], values: { name, number } },
  };
  if (namedBy === member) return [own];
  const values = { name, member: await nameOf(member) };
  const params = { member };
  return [own, { kind: 'handed-in-for-member', screen: 'unit-person', params, people: [namedBy], values }];
}
