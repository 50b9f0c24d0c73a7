import { language, say } from './language.js';

const ZONE = 'Asia/Ho_Chi_Minh';

/**
 * @param {string} at ISO 8601
 * @returns {string} the hour and minute in Vietnam
 */
export function clock(at) {
  return new Intl.DateTimeFormat('vi', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).format(
    new Date(at),
  );
}

/**
 * @param {string} at ISO 8601
 * @returns {string} the day in Vietnam, YYYY-MM-DD
 */
export function dayOf(at) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date(at));
}

/**
 * @param {string} at ISO 8601
 * @returns {string} "Hôm nay", "Hôm qua" or the date
 */
export function dayName(at) {
  const day = dayOf(at);
  const now = Date.now();
  if (day === dayOf(new Date(now).toISOString())) return say('today');
  if (day === dayOf(new Date(now - 86_400_000).toISOString())) return say('yesterday');
  const format = new Intl.DateTimeFormat(language(), { timeZone: ZONE, dateStyle: 'full' });
  return format.format(new Date(at));
}
