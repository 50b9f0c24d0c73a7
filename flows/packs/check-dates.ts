import { isDayOfYear, numberOfDay } from '../rules/calendar.ts';
import type { Mistake } from './issues.ts';
import { at, listAt, textAt } from './outline.ts';

/** Pairs of days, the first before the second (`orSame`: or on the same day). */
const ORDER = [
  { first: 'opening', second: 'draftsDue', orSame: false },
  { first: 'draftsDue', second: 'meetingsFrom', orSame: false },
  { first: 'meetingsFrom', second: 'meetingsTo', orSame: true },
  { first: 'meetingsTo', second: 'papersBefore', orSame: false },
] as const;

/** Plan 58, III.2: everything is sent up before 20/12. */
const LAST_PAPERS = '12-20';

/** Plan 58, II.A.4.1a: a draft goes out at least 3 working days before, so at least 3 days. */
const DRAFT_DAYS = 3;

/** Finds dates and reminders of a pack that are out of order or later than the plan allows. */
export function checkDates(raw: unknown): Mistake[] {
  const dates = at(raw, 'dates');
  const dayOf = (key: string) => dayNumber(textAt(dates, key));
  const unordered = ORDER.filter(({ first, second, orSame }) => {
    const [one, two] = [dayOf(first), dayOf(second)];
    return one !== undefined && two !== undefined && (orSame ? one > two : one >= two);
  });
  const mistakes = unordered.map(
    ({ first, second }): Mistake => ({
      path: ['dates', second],
      code: 'dates-out-of-order',
      details: { first, second },
    }),
  );
  return [...mistakes, ...checkDrafts(dayOf), ...checkPapers(dayOf), ...checkReminders(raw, dayOf)];
}

function checkDrafts(dayOf: (key: string) => number | undefined): Mistake[] {
  const [due, meetings] = [dayOf('draftsDue'), dayOf('meetingsFrom')];
  if (due === undefined || meetings === undefined || due >= meetings) return [];
  if (meetings - due >= DRAFT_DAYS) return [];
  return [{ path: ['dates', 'draftsDue'], code: 'drafts-too-late', details: { days: DRAFT_DAYS } }];
}

function checkPapers(dayOf: (key: string) => number | undefined): Mistake[] {
  const papers = dayOf('papersBefore');
  const last = dayNumber(LAST_PAPERS);
  if (papers === undefined || last === undefined || papers <= last) return [];
  return [{ path: ['dates', 'papersBefore'], code: 'papers-too-late', details: { last: LAST_PAPERS } }];
}

function checkReminders(raw: unknown, dayOf: (key: string) => number | undefined): Mistake[] {
  const path = ['reminders', 'draftsDue'];
  const offsets = listAt(at(raw, 'reminders'), 'draftsDue').map((value) =>
    typeof value === 'number' ? value : undefined,
  );
  const [opening, due] = [dayOf('opening'), dayOf('draftsDue')];
  return offsets.flatMap((offset, index): Mistake[] => {
    const before = offsets[index - 1];
    if (offset === undefined) return [];
    if (before !== undefined && offset <= before)
      return [{ path: [...path, index], code: 'reminders-out-of-order', details: { offset, before } }];
    if (opening === undefined || due === undefined || opening >= due || due + offset >= opening) return [];
    return [{ path: [...path, index], code: 'reminder-before-opening', details: { offset } }];
  });
}

function dayNumber(day: string | undefined): number | undefined {
  return day === undefined || !isDayOfYear(day) ? undefined : numberOfDay(day);
}
