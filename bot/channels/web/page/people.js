import { byId, make } from './dom.js';
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

/** Marks the person whose chat is open. */
export function markCurrent(code) {
  for (const link of byId('groups').querySelectorAll('a')) {
    if (link.dataset.code === code) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function showPeople() {
  const open = byId('groups').querySelector('[aria-current]')?.dataset.code;
  const query = byId('search').value;
  const words = plain(query).split(/\s+/).filter(Boolean);
  const found = people.filter((person) => {
    const text = plain([person.name, person.unit, person.code, ...person.posts].join(' '));
    return words.every((word) => text.includes(word));
  });
  byId('found').textContent = summary(found.length, query);
  byId('groups').replaceChildren(...(failed ? [retry()] : [...byUnit(found)].map(drawUnit)));
  markCurrent(open);
}

function summary(count, query) {
  if (failed) return say('peopleFailed');
  if (count === 0 && query.trim() !== '') return say('foundNone', { query: query.trim() });
  return people.length === 0 ? '' : say('found', { count });
}

/** Without diacritics, so that "dang vien" finds "đảng viên". */
function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

function byUnit(found) {
  /** @type {Map<string, Person[]>} */
  const units = new Map();
  for (const person of found) units.set(person.unit, [...(units.get(person.unit) ?? []), person]);
  return units;
}

function drawUnit([unit, members]) {
  const list = make('ul', {}, ...members.map(drawPerson));
  return make('section', {}, make('h2', { textContent: unit, lang: 'vi' }), list);
}

function drawPerson(person) {
  const mark = make('span', { className: 'avatar', ariaHidden: 'true' });
  drawAvatar(mark, person);
  const text = make(
    'span',
    { className: 'person-text', lang: 'vi' },
    make('span', { className: 'person-name', textContent: person.name }),
    make('span', { className: 'person-posts', textContent: person.posts.join(' · ') }),
  );
  const link = make(
    'a',
    { href: `#/chat/${person.code}`, className: 'person', data: { code: person.code } },
    mark,
    text,
  );
  return make('li', {}, link);
}

function retry() {
  const button = make('button', { type: 'button', className: 'press', textContent: say('tryAgain') });
  button.addEventListener('click', () => void loadPeople());
  return button;
}
