import { z } from 'zod';
import type { CommandNews } from '../../models/command.ts';
import { mayWithdrawDelegatedReview } from '../../models/policies/delegation.ts';
import { delegateSeries, withdrawSubmission } from '../../models/review/submission.ts';
import { listVersions, standingVersion } from '../../models/review/version.ts';
import { type CommandContext, type Done, define } from './define.ts';
import { demandInForce } from './parts/change-delegation.ts';
import { nameOf } from './parts/name-of.ts';
import { holdOpenCycle } from './parts/record-cycle-change.ts';
import { type Reasons, takeBack } from './parts/take-back.ts';
import { demandStanding } from './withdraw-self-review.ts';

/** A version that a delegate handed in for a person, and when it was withdrawn. */
export const DelegatedVersion = z.strictObject({
  person: z.string(),
  cycle: z.string(),
  delegate: z.string(),
  number: z.int().min(1),
  withdrawnAt: z.date(),
});

/** A delegate withdraws what they handed in for a member, as long as they are named; the member is told. */
export const withdrawDelegatedReview = define({
  name: 'withdraw-delegated-review',
  payload: DelegatedVersion,
  policy: mayWithdrawDelegatedReview,
  audit: 'delegated-review-withdrawn',
  refusals: ['delegation-ended', 'cycle-unknown', 'cycle-closed', 'submission-unknown', 'already-withdrawn'],
  async run(context, version) {
    await demandInForce(context, version);
    const { person, cycle, delegate, number } = version;
    await holdOpenCycle(context, cycle);
    const kind = (await isOtherCounting(context, version)) ? 'withdrawn-for-you-other' : 'withdrawn-for-you';
    const values = { name: await nameOf(context, delegate), number };
    const news = { kind, screen: 'delegation', params: {}, people: [person], values };
    return withdrawDelegated(context, { version, news: [news] });
  },
});

/** Whether another version counts once this one of a delegate is withdrawn. */
async function isOtherCounting(
  { database, session }: CommandContext,
  { person, cycle, delegate }: z.infer<typeof DelegatedVersion>,
): Promise<boolean> {
  const all = await listVersions(database, { person, cycle, session });
  return standingVersion(all.filter(({ series }) => series !== delegateSeries(delegate))) !== undefined;
}

/**
 * Withdraws a version that a delegate handed in, in an open cycle that is held; `asked` where the member asked for it on
 * paper. Its document stays, and says when it was withdrawn. Throws `submission-unknown` and `already-withdrawn`.
 */
export async function withdrawDelegated(
  context: CommandContext,
  of: {
    version: z.infer<typeof DelegatedVersion>;
    news: CommandNews[];
    asked?: Reasons & { paperDay: string };
  },
): Promise<Done<undefined>> {
  const { database, session } = context;
  const { news, asked } = of;
  const { delegate, withdrawnAt, ...version } = of.version;
  const { person, cycle, number } = version;
  const key = { ...version, series: delegateSeries(delegate) };
  const { salt } = await demandStanding(context, key);
  const people = [person, delegate];
  const facts = { cycle, number, delegate };
  if (asked === undefined) {
    await withdrawSubmission(database, { ...key, withdrawnAt, session });
    return { result: undefined, news, event: { people, facts } };
  }
  const contents = await takeBack(context, { ...asked, key, salt });
  return {
    result: undefined,
    news,
    event: { people, facts: { ...facts, day: asked.paperDay }, ...contents },
  };
}
