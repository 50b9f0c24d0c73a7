import { z } from 'zod';
import type { CommandNews } from '../../models/command.ts';
import { isPerson } from '../../models/policies/actor.ts';
import { mayWithdrawForMember } from '../../models/policies/delegation.ts';
import { define } from './define.ts';
import { demandOverDelegation, findInForceNow } from './parts/change-delegation.ts';
import { findMember } from './parts/change-membership.ts';
import { demandPaperDay } from './parts/demand-day.ts';
import { nameOf } from './parts/name-of.ts';
import { holdOpenCycle, Reason } from './parts/record-cycle-change.ts';
import { DelegatedVersion, notesOfWithdrawing, withdrawDelegated } from './withdraw-delegated-review.ts';

/**
 * A secretary withdraws what a delegate handed in for a member, who asked for it on a signed paper, also where that delegate
 * is not named any longer. Both are told, and the document says who did so and why.
 */
export const withdrawForMember = define({
  name: 'withdraw-for-member',
  payload: z.strictObject({
    ...DelegatedVersion.shape,
    /** `YYYY-MM-DD` of the paper. */
    paperDay: z.iso.date(),
    why: Reason,
  }),
  policy: mayWithdrawForMember,
  audit: 'withdrawn-for-member',
  refusals: [
    ...['person-unknown', 'person-without-unit', 'cycle-unknown', 'cycle-closed'],
    ...['paper-day-to-come', 'day-impossible', 'submission-unknown', 'already-withdrawn'],
  ],
  async run(context, { paperDay, why, ...version }) {
    const { person: code, cycle, delegate, number } = version;
    const { person, last } = await findMember(context, code);
    const by = await demandOverDelegation(context, { person: code, unit: last.unit });
    demandPaperDay(context, { day: paperDay, cycle: await holdOpenCycle(context, cycle) });
    const isStillNamed = (await findInForceNow(context, version)) !== null;
    const still = isStillNamed ? '-still-named' : '';
    const name = await nameOf(context, delegate);
    const asked = { number, day: paperDay, by: await nameOf(context, by) };
    const toMember: CommandNews = {
      ...{ kind: `withdrawn-on-paper${still}`, screen: 'answered-for', params: { cycle, delegate, number } },
      ...{ people: [code], values: { ...asked, name } },
    };
    const toDelegate: CommandNews = {
      ...{ kind: `withdrawn-for-member${still}`, screen: 'delegation', params: {} },
      ...{ people: [delegate], values: { ...asked, name: person.name } },
    };
    // Whoever is the delegate themselves knows what they did.
    const news = isPerson(context.actor, delegate) ? [toMember] : [toMember, toDelegate];
    const notesOf = notesOfWithdrawing({ number, delegate: name, name: person.name, isStillNamed });
    return withdrawDelegated(context, { version, news, notesOf, asked: { why, paperDay } });
  },
});
