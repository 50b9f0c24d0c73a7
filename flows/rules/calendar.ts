/** Days and clocks are those of Việt Nam, wherever the program runs. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh';
/** Bounds of a day that has none of its own. */
export const EARLIEST_DAY = '1990-01-01';
export const LATEST_DAY = '2099-12-31';

/** A year without 29 February: a day of the year that exists in it exists in every year. */
const COMMON_YEAR = 2023;
const LEAP_YEAR = 2024;

/** The day that was asked for last, nearly always today, with its first millisecond and that of the next day. */
let latest = { start: 0, end: 0, day: '' };

/** The day that it is in Việt Nam at a moment, `YYYY-MM-DD`. */
export function dayOf(moment: Date): string {
  const time = moment.getTime();
  if (time >= latest.start && time < latest.end) return latest.day;
  const start = inVietnam(moment).startOfDay();
  const day = start.toPlainDate().toString();
  latest = { start: start.epochMilliseconds, end: start.add({ days: 1 }).epochMilliseconds, day };
  return day;
}

/** The year that it is in Việt Nam at a moment: what "năm nay" stands for. */
export function yearOf(moment: Date): number {
  return inVietnam(moment).year;
}

/** The day (`YYYY-MM-DD`) so many days later. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The moment at which clocks in Việt Nam show a time (`17:00`) on a day (`YYYY-MM-DD`). */
export function momentOf(day: string, time: string): Date {
  const plainTime = Temporal.PlainTime.from(time);
  const moment = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: TIME_ZONE, plainTime });
  return new Date(moment.epochMilliseconds);
}

/** The last moment of a day (`YYYY-MM-DD`), up to which a deadline on that day is met. */
export function endOfDay(day: string): Date {
  return momentOf(day, '23:59:59.999');
}

/** Reads a day written as 31/12/2026, 31-12-2026, 31.12.2026 or 2026-12-31; `YYYY-MM-DD` if there is such a day. */
export function parseDay(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  const iso = year === undefined ? text : `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return isDay(iso) ? iso : undefined;
}

/** Reads a day of no certain year, written as 28/11, 28-11 or 28.11; `MM-DD` if some year has it. */
export function parseDayOfYear(text: string): string | undefined {
  const [, day, month] = /^(\d{1,2})[/.-](\d{1,2})$/.exec(text) ?? [];
  return parseDay(`${day}/${month}/${LEAP_YEAR}`)?.slice('YYYY-'.length);
}

/** Whether a text is a day that every year has, as `MM-DD`. */
export function isDayOfYear(text: string): boolean {
  return isDay(dayIn(COMMON_YEAR, text));
}

/** The number of a day (`MM-DD`) in a year without 29 February: 1 for `01-01`. */
export function numberOfDay(dayOfYear: string): number {
  return Temporal.PlainDate.from(dayIn(COMMON_YEAR, dayOfYear)).dayOfYear;
}

/** A day of the year (`MM-DD`) in a year, `YYYY-MM-DD`. */
export function dayIn(year: number, dayOfYear: string): string {
  return `${year}-${dayOfYear}`;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  try {
    Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function inVietnam(moment: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(TIME_ZONE);
}
