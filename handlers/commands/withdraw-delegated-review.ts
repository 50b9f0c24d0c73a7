import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { CommandNews, CommandNote } from '../../models/command.ts';
import { mayWithdrawDelegatedReview } from '../../models/policies/delegation.ts';
import { delegateSeries, type Submission, withdrawSubmission } from '../../models/review/submission.ts';
import { listVersions, standingVersion } from '../../models/review/version.ts';
import { type CommandContext, type Done, define } from './define.ts';
import { demandInForce } from './parts/change-delegation.ts';
import { demandDayBetween } from './parts/demand-day.ts';
import { nameOf } from './parts/name-of.ts';
import { newsForNamer } from './parts/news-of-entry.ts';
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

/** A delegate withdraws what they handed in for a member, as long as they are named; who was told of that is told. */
export const withdrawDelegatedReview = define({
  name: 'withdraw-delegated-review',
  payload: DelegatedVersion,
  policy: mayWithdrawDelegatedReview,
  audit: 'delegated-review-withdrawn',
  refusals: ['delegation-ended', 'cycle-unknown', 'cycle-closed', 'submission-unknown', 'already-withdrawn'],
  async run(context, version) {
    const delegation = await demandInForce(context, version);
    const { person, cycle, delegate, number } = version;
    await holdOpenCycle(context, cycle);
    const kind = (await isOtherCounting(context, version)) ? 'withdrawn-for-you-other' : 'withdrawn-for-you';
    const values = { name: await nameOf(context, delegate), number };
    const news = { kind, screen: 'delegation', params: {}, people: [person], values };
    const toNamer = await newsForNamer(context, { delegation, kind: 'withdrawn-by-delegate', number });
    return withdrawDelegated(context, { version, withdrawnBy: 'delegate', news: [news, ...toNamer] });
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
 * paper, which cannot be older than the version. Its document stays, and says when it was withdrawn. `notesOf` tells what is
 * noted of a version that was handed in on a day. Throws `submission-unknown`, `already-withdrawn` and `day-impossible`.
 */
export async function withdrawDelegated(
  context: CommandContext,
  of: {
    version: z.infer<typeof DelegatedVersion>;
    news: CommandNews[];
    notesOf?: (day: string) => CommandNote[];
  } & ({ withdrawnBy: NonNullable<Submission['withdrawnBy']> } | { asked: Reasons & { paperDay: string } }),
): Promise<Done<undefined>> {
  const { database, session, now } = context;
  const { news, notesOf } = of;
  const { delegate, withdrawnAt, ...version } = of.version;
  const { person, cycle, number } = version;
  const key = { ...version, series: delegateSeries(delegate) };
  const { salt, entry, submittedAt } = await demandStanding(context, key);
  const day = entry?.day ?? dayOf(submittedAt);
  const people = [person, delegate];
  const done = { result: undefined, news, ...(notesOf && { notes: notesOf(day) }) };
  const facts = { cycle, number, delegate };
  if ('withdrawnBy' in of) {
    await withdrawSubmission(database, { ...key, withdrawnAt, withdrawnBy: of.withdrawnBy, session });
    return { ...done, event: { people, facts } };
  }
  const { asked } = of;
  demandDayBetween(asked.paperDay, { from: day, to: dayOf(now) });
  const contents = await takeBack(context, { ...asked, key, salt });
  return { ...done, event: { people, facts: { ...facts, day: asked.paperDay }, ...contents } };
}

/**
 * What is noted of a version that is withdrawn: which one it was, and whether the delegate is still named and can hand in
 * again. `name` is that of the member, where somebody else withdraws it for them.
 */
export function notesOfWithdrawing(of: {
  number: number;
  delegate: string;
  name?: string;
  isStillNamed: boolean;
}): (day: string) => CommandNote[] {
  const { number, delegate, name, isStillNamed } = of;
  return (day) => [
    name === undefined
      ? { kind: 'delegated-withdrawn', values: { number, delegate, day } }
      : { kind: 'delegated-withdrawn-for', values: { number, delegate, day, name } },
    ...(isStillNamed ? [{ kind: 'delegate-still-named', values: { delegate } }] : []),
  ];
}
