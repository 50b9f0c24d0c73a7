import { language } from './language.js';

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
 * @returns {string} the weekday and date in full: a page that stays open is not wrong tomorrow
 */
export function dayName(at) {
  return new Intl.DateTimeFormat(language() === 'vi' ? 'vi' : 'en-GB', {
    timeZone: ZONE,
    dateStyle: 'full',
  }).format(new Date(at));
}

/**
 * @param {string} at ISO 8601
 * @returns {string} the day and the hour in Vietnam
 */
export function moment(at) {
  const format = new Intl.DateTimeFormat(language() === 'vi' ? 'vi' : 'en-GB', {
    timeZone: ZONE,
    dateStyle: 'full',
    timeStyle: 'short',
  });
  return format.format(new Date(at));
}
