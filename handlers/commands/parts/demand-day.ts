import { dayOf } from '../../../flows/rules/calendar.ts';
import { paperDays } from '../../../flows/rules/paper-days.ts';
import type { Person } from '../../../models/organisation/person.ts';
import { possibleDays } from '../../../models/organisation/possible-days.ts';
import type { Cycle } from '../../../models/review/cycle.ts';
import { AppError } from '../../../models/store/errors.ts';
import { formatDate } from '../../words/dates.ts';
import type { CommandContext } from '../define.ts';

/** Throws `day-impossible` with the range for a day, `YYYY-MM-DD`, on which nothing can be about a person. */
export function demandPossibleDay(
  { now }: Pick<CommandContext, 'now'>,
  { person, day, about }: { person: Person; day: string; about: 'membership' | 'post' },
): void {
  demandDayBetween(day, possibleDays(person, { about, today: dayOf(now) }));
}

/**
 * For the day of a paper that was handed in for a cycle: throws `paper-day-to-come`, and `day-impossible` for one before the
 * year that is reviewed.
 */
export function demandPaperDay(
  { now }: Pick<CommandContext, 'now'>,
  { day, cycle }: { day: string; cycle: Pick<Cycle, 'year'> },
): void {
  const today = dayOf(now);
  if (day > today) {
    throw new AppError('paper-day-to-come', { message: 'The day has not come', details: { day } });
  }
  demandDayBetween(day, paperDays(cycle, { today }));
}

/** The same for a day that is about anything else. */
export function demandDayBetween(day: string, { from, to }: { from: string; to: string }): void {
  if (from <= day && day <= to) return;
  const details = { day: formatDate(day, 'vi'), from: formatDate(from, 'vi'), to: formatDate(to, 'vi') };
  throw new AppError('day-impossible', { message: 'The day is outside of what is possible', details });
}
