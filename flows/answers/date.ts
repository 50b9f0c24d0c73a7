import type { Problem } from '../engine/events.ts';
import type { DateStep } from '../forms/definition.ts';
import { parseDay } from '../rules/calendar.ts';
import { isSpelledLike, plainWords } from './typed-words.ts';

const TODAY = ['hôm nay', 'ngày hôm nay', 'today'];

/**
 * Reads a day as `parseDay` does, within the bounds of the question; the value is `YYYY-MM-DD`. Somebody who writes it
 * `today` may also say that.
 */
export function parseDate(
  step: DateStep,
  text: string,
  today?: string,
): { value: string } | { problem: Problem } {
  const words = plainWords(text);
  const value = TODAY.some((one) => isSpelledLike(words, one)) ? today : parseDay(text.trim());
  const details = { min: step.min, max: step.max };
  if (value === undefined) return { problem: { code: 'not-a-date', details } };
  if (value < step.min || value > step.max) return { problem: { code: 'date-range', details } };
  return { value };
}
