import type { DateStep } from '../definition.ts';
import type { Problem } from '../engine/events.ts';

/** Reads a day written as 31/12/2026, 31-12-2026, 31.12.2026 or 2026-12-31; the value is `YYYY-MM-DD`. */
export function parseDate(step: DateStep, text: string): { value: string } | { problem: Problem } {
  const value = toIsoDay(text.trim());
  if (value === undefined) return { problem: { code: 'not-a-date' } };
  if (value < step.min || value > step.max) {
    return { problem: { code: 'date-range', details: { min: step.min, max: step.max } } };
  }
  return { value };
}

function toIsoDay(text: string): string | undefined {
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso =
    local === null ? text : `${local[3]}-${local[2]?.padStart(2, '0')}-${local[1]?.padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? undefined : iso;
}
