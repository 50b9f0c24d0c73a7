import type { Problem } from '../engine/events.ts';
import type { DateStep } from '../forms/definition.ts';
import { dayIn, parseDay, parseDayOfYear } from '../rules/calendar.ts';
import { isSpelledLike, plainWords } from './typed-words.ts';

const TODAY = ['hôm nay', 'ngày hôm nay', 'today'];

/**
 * Reads a day as `parseDay` does, within the bounds of the question; the value is `YYYY-MM-DD`. Somebody who writes it
 * `today` may also say that, or leave out the year where it is shown to them before it counts: then it is the nearest such day.
 */
export function parseDate(
  step: DateStep,
  text: string,
  today?: string,
): { value: string } | { problem: Problem } {
  const words = plainWords(text);
  const details = { min: step.min, max: step.max };
  const dayOfYear = today && parseDayOfYear(text.trim());
  if (today && dayOfYear) {
    const nearest = nearestDay(dayOfYear, { ...details, today });
    return nearest === undefined ? { problem: { code: 'date-range', details } } : { value: nearest };
  }
  const value = TODAY.some((one) => isSpelledLike(words, one)) ? today : parseDay(text.trim());
  if (value === undefined) return { problem: { code: 'not-a-date', details } };
  if (value < step.min || value > step.max) return { problem: { code: 'date-range', details } };
  return { value };
}

/** The day nearest to `today` that a day of the year (`MM-DD`) is within bounds; of two as near, the one that is over. */
function nearestDay(
  dayOfYear: string,
  { min, max, today }: { min: string; max: string; today: string },
): string | undefined {
  const [first, last] = [min, max].map((day) => Number(day.slice(0, 'YYYY'.length))) as [number, number];
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const days = years.flatMap((year) => parseDay(dayIn(year, dayOfYear)) ?? []);
  const possible = days.filter((day) => day >= min && day <= max);
  const distance = (day: string) => Math.abs(Temporal.PlainDate.from(today).until(day).days);
  return possible.toSorted((one, other) => distance(one) - distance(other))[0];
}
