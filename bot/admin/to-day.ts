import { InvalidArgumentError } from 'commander';
import { parseDay } from '../../flows/rules/calendar.ts';

/** A day that an operator wrote, as `YYYY-MM-DD`. Throws `InvalidArgumentError`. */
export function toDay(text: string): string {
  const day = parseDay(text.trim());
  if (day !== undefined) return day;
  throw new InvalidArgumentError('31/12/2026, 2026-12-31');
}
