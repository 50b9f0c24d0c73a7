import { dayIn } from './calendar.ts';

/**
 * The days, `YYYY-MM-DD`, on which somebody can have handed in a paper for a cycle of a year: from the first day of that year
 * up to `today`.
 */
export function paperDays(
  { year }: { year: number },
  { today }: { today: string },
): { from: string; to: string } {
  return { from: dayIn(year, '01-01'), to: today };
}
