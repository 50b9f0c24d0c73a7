import type { FileReference } from '../../flows/engine/state.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { paperDays } from '../../flows/rules/paper-days.ts';
import { departureOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { PayloadOf } from '../commands/catalogue.ts';
import type { Reviews } from '../queries/reviews.ts';
import type { Sources } from '../queries/sources.ts';
import { ANY_DAY } from './define-act.ts';
import { memberOf } from './person-act.ts';
import type { SubmittedAnswer, SubmittedValue } from './submitted-value.ts';

/** How a paper is recorded: scanned or photographed, typed in, or only noted while it is kept in the office. */
const PAPER_WAYS = ['scan', 'typed', 'kept'] as const;

/** What is recorded of a self-review that somebody handed in on paper. */
export interface Paper {
  /** `YYYY-MM-DD` on which it was handed in. */
  day: string;
  how: (typeof PAPER_WAYS)[number];
  files: readonly FileReference[];
  /** What was typed in from it. */
  text: string | null;
}

export function isPaperWay(how: string): how is Paper['how'] {
  return PAPER_WAYS.some((way) => way === how);
}

type Say = Pick<Sources, 'sayInAll'>['sayInAll'];

/** The ways in which a paper can be recorded, as options. */
export function paperWays(sayInAll: Say) {
  return PAPER_WAYS.map((id) => ({ id, label: sayInAll(`chat:forms.record-paper.how.${id}`) }));
}

/**
 * The days on which the person whom an act is about can have handed in a paper for the cycle that is open for them, up to their last one
 * where they have left: what the commands ask again. Any up to today where the draft is about nobody yet.
 */
export async function paperDaysFor(
  { database, lately, now }: Pick<Sources, 'database' | 'lately' | 'now'>,
  identity: DraftIdentity,
): Promise<{ min: string; max: string }> {
  const today = dayOf(now());
  const { year, last } = await lately(`paper-days:${identity.subject.id}`, async () => {
    const person = memberOf(identity);
    const [open, found] = await Promise.all([
      findOpenCycle(database, { person }),
      findPerson(database, { person }),
    ]);
    const left = found === null ? undefined : departureOf(found, today);
    return { year: open?.cycle.year ?? null, last: left?.to ?? null };
  });
  if (year === null) return { min: ANY_DAY.min, max: today };
  const { from, to } = paperDays({ year }, { today });
  return { min: from, max: last ?? to };
}

/**
 * The command that records a paper: under the questions of its form, and in the open cycle that asks the person or, of
 * somebody who has left since, did so on the day of the paper.
 */
export async function paperPayload(
  { reviews, sayInAll }: { reviews: Pick<Reviews, 'findOpen' | 'findAskedOn'>; sayInAll: Say },
  { person, paper, at }: { person: string; paper: Paper; at: Date },
): Promise<PayloadOf<'record-paper-review'>> {
  const review = (await reviews.findOpen(person)) ?? (await reviews.findAskedOn(person, paper.day));
  const asked =
    review === null
      ? null
      : {
          cycle: review.cycle.cycle,
          pack: review.packOf(review.flow.version),
          flowVersion: review.flow.version,
          late: paper.day > review.cycle.draftsDue,
        };
  return { person, asked, submittedAt: at, day: paper.day, answers: paperAnswers(sayInAll, { paper, at }) };
}

function paperAnswers(sayInAll: Say, { paper, at }: { paper: Paper; at: Date }): SubmittedAnswer[] {
  const { day, how, files, text } = paper;
  const section = sayInAll('chat:forms.record-paper.title');
  const answer = (step: string, value: SubmittedValue): SubmittedAnswer => ({
    ...{ step, kind: value.kind, section, answeredAt: at, retired: false, value },
    heading: sayInAll(`chat:forms.record-paper.${step}.heading`),
    prompt: sayInAll(`chat:forms.record-paper.${step}.prompt`),
  });
  return [
    answer('day', { kind: 'date', value: day }),
    answer('how', { kind: 'choice', value: how, label: sayInAll(`chat:forms.record-paper.how.${how}`) }),
    ...(files.length === 0 ? [] : [answer('files', { kind: 'attachment', files: [...files] })]),
    ...(text === null ? [] : [answer('text', { kind: 'text', text })]),
  ];
}
