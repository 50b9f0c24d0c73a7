import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { nameOfActor } from '../../models/policies/actor.ts';
import { mayRecordPaperReview } from '../../models/policies/submission.ts';
import { countVersions } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { bumpRevision } from '../../models/store/revision.ts';
import { recordVersion } from '../forms/record-version.ts';
import { SubmittedAnswer } from '../forms/submitted-value.ts';
import { type CommandContext, define } from './define.ts';
import { demandLeader, findMember } from './parts/change-membership.ts';
import { newsOfEntry } from './parts/news-of-entry.ts';

const SERIES = 'paper';

/**
 * Records that a person handed in their self-review on paper, with what was scanned or typed in of it. It counts like
 * one that they handed in in a chat, says who recorded it, and the person is told.
 */
export const recordPaperReview = define({
  name: 'record-paper-review',
  payload: z.strictObject({
    person: z.string(),
    /** What would have asked the person, and whether the paper came after drafts were due; null where no open cycle does. */
    asked: z
      .strictObject({
        cycle: z.string(),
        pack: z.strictObject({ id: z.string(), version: z.string() }),
        flowVersion: z.string(),
        late: z.boolean(),
      })
      .nullable(),
    /** When it was recorded by whoever did so. */
    submittedAt: z.date(),
    /** `YYYY-MM-DD` on which the person handed in the paper. */
    day: z.iso.date(),
    answers: z.array(SubmittedAnswer).min(1),
  }),
  policy: mayRecordPaperReview,
  audit: 'paper-review-recorded',
  refusals: ['person-unknown', 'paper-not-asked', 'cycle-closed', 'paper-day-to-come'],
  async run(context, { person: code, asked, day, ...version }) {
    const { database, session, actor, now } = context;
    const { person, last } = await findMember(context, code);
    await demandLeader(context, { person: code, unit: last.unit });
    if (asked === null) {
      throw new AppError('paper-not-asked', {
        message: 'No open cycle asks the person',
        details: { person: code },
      });
    }
    await demandOpen(context, asked.cycle);
    if (day > dayOf(now)) {
      throw new AppError('paper-day-to-come', { message: 'The day has not come', details: { day } });
    }
    const key = { person: code, cycle: asked.cycle, series: SERIES } as const;
    const number = (await countVersions(database, { ...key, session })) + 1;
    const by = nameOfActor(actor);
    const event = await recordVersion(context, {
      ...{ ...version, ...asked, ...key, number },
      entry: { how: SERIES, by, day },
    });
    return {
      result: { number },
      news: await newsOfEntry(context, { person, by, kind: 'paper-recorded' }),
      event: { ...event, facts: { ...event.facts, day } },
    };
  },
});

async function demandOpen({ database, session }: CommandContext, id: string): Promise<void> {
  const cycle = await bumpRevision(database.cycles, { id, session });
  if (cycle?.status === 'open') return;
  const details = { year: cycle?.year ?? '', unit: cycle?.unit ?? '' };
  throw new AppError('cycle-closed', { message: 'The cycle is not open', details });
}
