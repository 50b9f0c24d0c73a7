import { dayOf, endOfDay } from '../../flows/rules/calendar.ts';

/** Whether the last moment of a day, `YYYY-MM-DD`, is past. */
export function isOver(day: string, now: Date): boolean {
  return now > endOfDay(day);
}

/** What is noted where a cycle is opened so late that drafts are due already, or today; nothing where there is time. */
export function dueNote(due: string, now: Date): 'due-passed' | 'due-today' | undefined {
  if (isOver(due, now)) return 'due-passed';
  return due === dayOf(now) ? 'due-today' : undefined;
}
