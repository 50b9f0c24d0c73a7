import { all, byId, byIdAs, make } from './dom.js';
import { onLanguage, say } from './language.js';

/** @typedef {{ code: string, name: string, unit: string, posts: string[] }} Person */

const TINTS = 6;

/** @type {Person[]} */
let people = [];
let failed = false;

/**
 * Loads the people and shows them; the list can be loaded again from the page.
 * @returns {Promise<void>}
 */
export async function loadPeople() {
  try {
    const response = await fetch('/api/people');
    if (!response.ok) throw new Error(`Status ${response.status}`);
    people = (await response.json()).people;
    failed = false;
  } catch {
    failed = true;
  }
  showPeople();
  dispatchEvent(new Event('people'));
}

/** Makes the search and the list follow what is typed and the language. */
export function startPeople() {
  byId('search').addEventListener('input', showPeople);
  onLanguage(showPeople);
}

/**
 * @param {string} code
 * @returns {Person | undefined}
 */
export function personOf(code) {
  return people.find((person) => person.code === code);
}

/** @returns {boolean} whether the list has come, so that an unknown code is really unknown */
export function hasPeople() {
  return people.length > 0;
}

/**
 * Draws a person's initials on a mark.
 * @param {HTMLElement} mark
 * @param {Person} person
 */
export function drawAvatar(mark, person) {
  const names = person.name.trim().split(/\s+/);
  const first = names.length > 1 ? names[0] : '';
  mark.textContent = `${first?.[0] ?? ''}${names.at(-1)?.[0] ?? ''}`.normalize('NFC').toLocaleUpperCase('vi');
  mark.dataset.tint = String([...person.code].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TINTS);
}

/**
 * Marks the person whose chat is open.
 * @param {string | undefined} code
 */
export function markCurrent(code) {
  for (const link of all(byId('groups'), 'a')) {
    if (link.dataset.code === code) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function showPeople() {
  const open = all(byId('groups'), '[aria-current]')[0]?.dataset.code;
  const query = byIdAs('search', HTMLInputElement).value;
  const words = plain(query).split(/\s+/).filter(Boolean);
  const found = people.filter((person) => {
    const text = plain([person.name, person.unit, person.code, ...person.posts].join(' '));
    return words.every((word) => text.includes(word));
  });
  byId('found').textContent = summary(found.length, query);
  byId('groups').replaceChildren(...(failed ? [retry()] : [...byUnit(found)].map(drawUnit)));
  markCurrent(open);
}

/**
 * @param {number} count
 * @param {string} query
 */
function summary(count, query) {
  if (failed) return say('peopleFailed');
  if (count === 0 && query.trim() !== '') return say('foundNone', { query: query.trim() });
  return people.length === 0 ? '' : say('found', { count });
}

/**
 * Without diacritics, so that "dang vien" finds "đảng viên".
 * @param {string} text
 */
function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** @param {Person[]} found */
function byUnit(found) {
  /** @type {Map<string, Person[]>} */
  const units = new Map();
  for (const person of found) units.set(person.unit, [...(units.get(person.unit) ?? []), person]);
  return units;
}

/** @param {[string, Person[]]} unit */
function drawUnit([unit, members]) {
  const list = make('ul', {}, ...members.map(drawPerson));
  return make('section', {}, make('h2', { textContent: unit, lang: 'vi' }), list);
}

/** @param {Person} person */
function drawPerson(person) {
  const mark = make('span', { className: 'avatar', ariaHidden: 'true' });
  drawAvatar(mark, person);
  const text = make(
    'span',
    { className: 'person-text', lang: 'vi' },
    make('span', { className: 'person-name', textContent: person.name }),
    make('span', { className: 'person-posts', textContent: person.posts.join(' · ') }),
  );
  const link = make('a', { href: `#/chat/${person.code}`, className: 'person' }, mark, text);
  link.dataset.code = person.code;
  return make('li', {}, link);
}

function retry() {
  const button = make('button', { type: 'button', className: 'press', textContent: say('tryAgain') });
  button.addEventListener('click', () => void loadPeople());
  return button;
}
