import type { Problem } from '../engine/events.ts';
import type { DateStep } from '../forms/definition.ts';
import { parseDay } from '../rules/calendar.ts';

/** Reads a day as `parseDay` does, within the bounds of the question; the value is `YYYY-MM-DD`. */
export function parseDate(step: DateStep, text: string): { value: string } | { problem: Problem } {
  const value = parseDay(text.trim());
  const details = { min: step.min, max: step.max };
  if (value === undefined) return { problem: { code: 'not-a-date', details } };
  if (value < step.min || value > step.max) return { problem: { code: 'date-range', details } };
  return { value };
}
