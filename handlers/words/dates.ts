import { LRUCache } from 'lru-cache';
import type { Language } from '../../flows/forms/definition.ts';
import { endOfDay, momentOf, TIME_ZONE } from '../../flows/rules/calendar.ts';
import type { Translate } from './context.ts';

const LOCALES: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };

/** "09:41" for a moment of today, "09:41 23/11/2026" for any other. `at` is ISO 8601 UTC. */
export function formatMoment(at: string, reader: { language: Language; now: Date }): string {
  const moment = new Date(at);
  const time = format(moment, reader.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = formatDay(moment, reader.language);
  return day === formatDay(reader.now, reader.language) ? time : `${time} ${day}`;
}

/**
 * "09:41 ngày 23/11/2026": always with the day, for messages that a person may want to show later, such as a receipt. `at`
 * is ISO 8601 UTC.
 */
export function formatStamp(at: string, { language, t }: { language: Language; t: Translate }): string {
  const moment = new Date(at);
  const time = format(moment, language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return t('chat:stamp', { time, day: formatDay(moment, language) });
}

/** "20/12/2026" for `2026-12-20`. */
export function formatDate(day: string, language: Language): string {
  return formatDay(momentOf(day, '12:00'), language);
}

/** The same values, with days (`YYYY-MM-DD`) as people write them. */
export function writeDays<Value>(
  values: Readonly<Record<string, Value>> | undefined,
  language: Language,
): Record<string, Value | string> {
  const written = Object.entries(values ?? {}).map(([name, value]) => {
    const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    return [name, isDay ? formatDate(value, language) : value];
  });
  return Object.fromEntries(written);
}

const ends = new LRUCache<string, Date>({ max: 100 });

/** Whether `at` is after the last day for handing in, `YYYY-MM-DD`. */
export function isLate(at: Date, due: string): boolean {
  const end = ends.get(due) ?? endOfDay(due);
  ends.set(due, end);
  return at > end;
}

function formatDay(moment: Date, language: Language): string {
  return format(moment, language, { day: '2-digit', month: '2-digit', year: 'numeric' });
}

const formatters = new Map<string, Intl.DateTimeFormat>();
/** What was written for a minute, as each question that is shown says when its answer was saved. */
const written = new LRUCache<string, string>({ max: 500 });
const MINUTE_MS = 60_000;

/** Nothing that is written is finer than a minute. */
function format(moment: Date, language: Language, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${Object.keys(options).join()}`;
  const ofMinute = `${key} ${Math.floor(moment.getTime() / MINUTE_MS)}`;
  const before = written.get(ofMinute);
  if (before !== undefined) return before;
  const known = formatters.get(key);
  const formatter = known ?? new Intl.DateTimeFormat(LOCALES[language], { timeZone: TIME_ZONE, ...options });
  formatters.set(key, formatter);
  const text = formatter.format(moment);
  written.set(ofMinute, text);
  return text;
}

/** A number with the separators of the language: "1.234,5". */
export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 6 }).format(value);
}
