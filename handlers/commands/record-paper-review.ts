import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { hasLeft } from '../../models/organisation/membership.ts';
import { nameOfActor } from '../../models/policies/actor.ts';
import { mayRecordPaperReview } from '../../models/policies/submission.ts';
import { countVersions } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { recordVersion } from '../forms/record-version.ts';
import { SubmittedAnswer } from '../forms/submitted-value.ts';
import { type CommandContext, define } from './define.ts';
import { demandLeader, demandNotLeft, findMember } from './parts/change-membership.ts';
import { demandPaperDay } from './parts/demand-day.ts';
import { findSameVersion } from './parts/find-same-version.ts';
import { newsOfEntry } from './parts/news-of-entry.ts';
import { demandAskable, holdAskingCycle } from './parts/record-cycle-change.ts';

const SERIES = 'paper';

/**
 * Records that a person handed in their self-review on paper, with what was scanned or typed in of it. It counts like
 * one that they handed in in a chat, says who recorded it, and the person is told. What somebody handed in before they left
 * is recorded after it, too, and counts as little as what they handed in in a chat.
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
  refusals: [
    ...[
      'person-unknown',
      'person-without-unit',
      'left-already',
      'excused-already',
      'paper-not-asked',
      'cycle-unknown',
      'cycle-closed',
    ],
    ...['paper-day-to-come', 'day-impossible', 'paper-recorded-already'],
  ],
  async run(context, { person: code, asked, day, ...version }) {
    const { database, session, actor, now } = context;
    const { person, last } = await findMember(context, code);
    await demandLeader(context, { person: code, unit: last.unit });
    demandNotLeft(person, day);
    if (asked === null) return refuseNotAsked(context, code);
    demandPaperDay(context, { day, cycle: await holdAskingCycle(context, { ...asked, person: code }) });
    const key = { person: code, cycle: asked.cycle, series: SERIES } as const;
    const same = await findSameVersion(context, { ...key, answers: version.answers });
    if (same !== undefined) {
      const details = { person: code, paper: same.number };
      throw new AppError('paper-recorded-already', { message: 'The same is recorded', details });
    }
    const number = (await countVersions(database, { ...key, session })) + 1;
    const by = nameOfActor(actor);
    const files = version.answers.flatMap(({ value }) =>
      value.kind === 'attachment' ? value.files : [],
    ).length;
    const event = await recordVersion(context, {
      ...{ ...version, ...asked, ...key, number },
      entry: { how: SERIES, by, day, ...(files > 0 && { files }) },
    });
    const isGone = hasLeft(person, dayOf(now));
    const notes = [
      { kind: 'paper-recorded', values: { name: person.name, number, day } },
      ...(files > 0 ? [{ kind: 'paper-files', values: { count: files } }] : []),
    ];
    return {
      result: { number, hasLeft: isGone },
      notes: [...notes, ...(isGone ? [{ kind: 'paper-of-left', values: {} }] : [])],
      news: await newsOfEntry(context, { person, by, kind: 'paper-recorded' }),
      event: { ...event, facts: { ...event.facts, day } },
    };
  },
});

/** Throws `excused-already` for somebody who is excused from the open cycle, else `paper-not-asked`. */
async function refuseNotAsked(context: CommandContext, person: string): Promise<never> {
  await demandAskable(context, { person });
  throw new AppError('paper-not-asked', { message: 'No open cycle asks the person', details: { person } });
}
