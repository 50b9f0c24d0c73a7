import { z } from 'zod';
import type { CommandNews } from '../../models/command.ts';
import { mayWithdrawDelegatedReview } from '../../models/policies/delegation.ts';
import { delegateSeries, withdrawSubmission } from '../../models/review/submission.ts';
import { listVersions, standingVersion } from '../../models/review/version.ts';
import { type CommandContext, type Done, define } from './define.ts';
import { demandInForce } from './parts/change-delegation.ts';
import { nameOf } from './parts/name-of.ts';
import { holdOpenCycle } from './parts/record-cycle-change.ts';
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
    const { person, delegate } = version;
    const kind = (await isOtherCounting(context, version)) ? 'withdrawn-for-you-other' : 'withdrawn-for-you';
    return withdrawDelegated(context, { version, kind, by: delegate, told: person });
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
 * Withdraws a version that a delegate handed in, as long as its cycle is open, and has the other one `told` who did so. Its
 * document stays, and says when it was withdrawn. Throws `cycle-unknown`, `cycle-closed`, `submission-unknown` and
 * `already-withdrawn`.
 */
export async function withdrawDelegated(
  context: CommandContext,
  of: { version: z.infer<typeof DelegatedVersion>; kind: string; by: string; told: string },
): Promise<Done<undefined>> {
  const { database, session } = context;
  const { kind, by, told } = of;
  const { delegate, withdrawnAt, ...version } = of.version;
  const { person, cycle, number } = version;
  const key = { ...version, series: delegateSeries(delegate) };
  await holdOpenCycle(context, cycle);
  await demandStanding(context, key);
  await withdrawSubmission(database, { ...key, withdrawnAt, session });
  const name = await nameOf(context, by);
  const news: CommandNews = {
    ...{ kind, screen: 'delegation', params: {}, values: { name, number } },
    people: [told],
  };
  const event = { people: [person, delegate], facts: { cycle, number, delegate } };
  return { result: undefined, news: [news], event };
}
