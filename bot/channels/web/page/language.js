import { all } from './dom.js';
import { STRINGS } from './strings.js';

const KEPT_AS = 'kiem-diem/language';

/** @typedef {'vi' | 'en'} Language */

/** @type {Set<() => void>} */
const listeners = new Set();

/** @type {Language} */
let current = readKept();

/** @returns {Language} the language of the page's own words */
export function language() {
  return current;
}

/** @returns {Language} the one that the page does not speak now */
export function otherLanguage() {
  return current === 'vi' ? 'en' : 'vi';
}

/**
 * Lets the page's own words be of a language, from now on.
 * @param {Language} next
 */
export function speak(next) {
  if (next === current) return;
  current = next;
  try {
    localStorage.setItem(KEPT_AS, current);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  showLanguage();
}

/**
 * @param {() => void} listener called after every switch
 */
export function onLanguage(listener) {
  listeners.add(listener);
}

/**
 * @param {string} key
 * @param {{ language?: Language, [value: string]: string | number | undefined }} [values]
 * @returns {string} the words of `key` in the page's language, or in `values.language`
 */
export function say(key, values = {}) {
  const words = STRINGS[values.language ?? current][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_match, name) => String(values[name] ?? ''));
}

/** Writes every text of the page that is marked with `data-text`, `data-label` or `data-placeholder`. */
export function showLanguage() {
  document.documentElement.lang = current;
  for (const node of all(document, '[data-text]')) node.textContent = say(node.dataset.text ?? '');
  for (const node of all(document, '[data-label]')) node.ariaLabel = say(node.dataset.label ?? '');
  for (const node of all(document, '[data-placeholder]')) {
    node.setAttribute('placeholder', say(node.dataset.placeholder ?? ''));
  }
  for (const listener of listeners) listener();
}

/** @returns {Language} */
function readKept() {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'vi';
  } catch {
    return 'vi';
  }
}
