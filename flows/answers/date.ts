import type { Problem } from '../engine/events.ts';
import type { DateStep } from '../forms/definition.ts';
import { addDays, dayIn, EARLIEST_DAY, LATEST_DAY, parseDay, parseDayOfYear } from '../rules/calendar.ts';
import { foldWord } from './normalize.ts';
import { isSpelledLike, plainWords } from './typed-words.ts';

type Bounds = Pick<DateStep, 'min' | 'max'>;

/** Words for a day, and how many days after the one on which they are typed it is. */
const DAY_WORDS = Object.entries({
  ...{ 'hôm nay': 0, 'ngày hôm nay': 0, today: 0 },
  ...{ 'hôm qua': -1, 'ngày hôm qua': -1, yesterday: -1 },
  ...{ 'ngày mai': 1, mai: 1, tomorrow: 1 },
});

/** Folded words of a day in numbers: "ngay 10 thang 12 nam 2026", "10 12 26", "10 12". */
const IN_NUMBERS = /^(?:ngay |mung |mong )?(\d{1,2})(?: thang)? (\d{1,2})(?:(?: nam)? (\d{4}|\d{2}))?$/;

/**
 * Reads a day as `parseDay` does, within the bounds of the question; the value is `YYYY-MM-DD`. Somebody who writes it
 * `today`, and is shown it before it counts, may write it as people do: "hôm nay", "ngày 10 tháng 12", "10/12/26". Where the
 * year or its century is left out, it is the nearest such day.
 */
export function parseDate(
  step: DateStep,
  text: string,
  today?: string,
): { value: string } | { problem: Problem } {
  const details = { min: step.min, max: step.max };
  const day = parseDay(text.trim()) ?? (today && readDay(text, { ...details, today }));
  if (!day) return { problem: { code: 'not-a-date', details } };
  if (day < step.min) return { problem: { code: 'date-too-early', details: { ...details, day } } };
  if (day > step.max) return { problem: { code: 'date-too-late', details: { ...details, day } } };
  return { value: day };
}

/** The day that somebody means who writes it `today`; undefined where it is none. */
function readDay(text: string, { today, ...bounds }: Bounds & { today: string }): string | undefined {
  const words = plainWords(text);
  const [, days] = DAY_WORDS.find(([word]) => isSpelledLike(words, word)) ?? [];
  if (days !== undefined) return addDays(today, days);
  const [, day, month, year = ''] = IN_NUMBERS.exec(foldWord(words)) ?? [];
  if (year.length === 'YYYY'.length) return parseDay(`${day}/${month}/${year}`);
  const dayOfYear = parseDayOfYear(`${day}/${month}`);
  if (dayOfYear === undefined) return undefined;
  const anyBounds = { min: EARLIEST_DAY, max: LATEST_DAY };
  return [bounds, anyBounds].flatMap(
    (within) => nearestDay({ dayOfYear, year }, { ...within, today }) ?? [],
  )[0];
}

/**
 * The day nearest to `today` that a day of the year (`MM-DD`) is within bounds, in years that end in the digits of `year`; of
 * two as near, the one that is over.
 */
function nearestDay(
  { dayOfYear, year }: { dayOfYear: string; year: string },
  { min, max, today }: Bounds & { today: string },
): string | undefined {
  const [first, last] = [min, max].map((day) => Number(day.slice(0, 'YYYY'.length))) as [number, number];
  const years = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const meant = years.filter((one) => String(one).endsWith(year));
  const days = meant.flatMap((one) => parseDay(dayIn(one, dayOfYear)) ?? []);
  const possible = days.filter((day) => day >= min && day <= max);
  const distance = (day: string) => Math.abs(Temporal.PlainDate.from(today).until(day).days);
  return possible.toSorted((one, other) => distance(one) - distance(other))[0];
}
