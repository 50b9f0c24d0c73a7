import { setImmediate } from 'node:timers/promises';
import { foldWord, shorten } from '../../flows/answers/normalize.ts';
import { findPeople } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { type Difficulty, openDifficulty } from '../../models/review/difficulty.ts';
import type { Sources } from './sources.ts';

/** A difficulty as a list shows it. Moments are ISO 8601, UTC. */
export interface DifficultyLine {
  id: string;
  /** Who reported it, and from where. */
  name: string;
  unit: string;
  at: string;
  beginning: string;
  /** The collectives that it came to. */
  offices: readonly string[];
  isAnswered: boolean;
}

/** Longest beginning of a difficulty in a list, in code points. */
const BEGINNING = 60;

/** So many lines make a page. */
const PAGE = 8;
/** More than an office can have open; what is longer ago is not searched, and that is said. */
const MOST_SEARCHED = 2_000;
/** After so many texts that were opened for a search, other people's events have their turn. */
const OPENED_AT_ONCE = 100;

/** One page of difficulties; `page` counts from 0. */
export interface DifficultyPage {
  total: number;
  page: number;
  pages: number;
  items: readonly DifficultyLine[];
  /** So many were searched, if not all were. */
  searched?: number;
}

/** A page of all that is listed. Only the texts on it are opened. */
export async function loadPage(
  sources: Opening,
  {
    total,
    wanted,
    list,
  }: { total: number; wanted: number; list(part: Part): Promise<readonly Difficulty[]> },
): Promise<DifficultyPage> {
  const { page, pages } = pageOf(total, wanted);
  const difficulties = await list({ skip: page * PAGE, most: PAGE });
  return { total, page, pages, items: await toLines(sources, difficulties) };
}

/** A page of those that have all words of `search` in the name, the unit or what was written, without diacritics. */
export async function searchPage(
  sources: Opening,
  {
    search,
    wanted,
    list,
  }: { search: string; wanted: number; list(part: Part): Promise<readonly Difficulty[]> },
): Promise<DifficultyPage> {
  const all = await list({ skip: 0, most: MOST_SEARCHED + 1 });
  const found = await findAll(sources, { difficulties: all.slice(0, MOST_SEARCHED), search });
  const { page, pages } = pageOf(found.length, wanted);
  const items = await toLines(sources, found.slice(page * PAGE, (page + 1) * PAGE));
  const cut = all.length > MOST_SEARCHED ? { searched: MOST_SEARCHED } : {};
  return { total: found.length, page, pages, items, ...cut };
}

type Opening = Pick<Sources, 'database' | 'keys'>;

interface Part {
  skip: number;
  most: number;
}

function pageOf(total: number, wanted: number): { page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(total / PAGE));
  return { page: Math.min(Math.max(0, wanted), pages - 1), pages };
}

/** A text is opened only for words that are not in the name and the unit. */
async function findAll(
  { database, keys }: Opening,
  { difficulties, search }: { difficulties: readonly Difficulty[]; search: string },
): Promise<Difficulty[]> {
  const words = foldWord(search).split(' ').filter(Boolean);
  const namesOf = await readNames(database, difficulties);
  const found: Difficulty[] = [];
  for (const [index, difficulty] of difficulties.entries()) {
    if (index > 0 && index % OPENED_AT_ONCE === 0) await setImmediate();
    const { name, unit } = namesOf(difficulty);
    const names = foldWord(`${name} ${unit}`);
    const others = words.filter((word) => !names.includes(word));
    const text =
      others.length === 0 ? '' : foldWord(openDifficulty(keys, { ...difficulty, answer: null }).text);
    if (others.every((word) => text.includes(word))) found.push(difficulty);
  }
  return found;
}

/** Puts difficulties into lines. */
export async function toLines(
  { database, keys }: Opening,
  difficulties: readonly Difficulty[],
): Promise<DifficultyLine[]> {
  const namesOf = await readNames(database, difficulties);
  return difficulties.map((difficulty) => ({
    ...{ id: difficulty._id, ...namesOf(difficulty), offices: difficulty.offices },
    ...{ at: difficulty.askedAt.toISOString(), isAnswered: difficulty.answer !== null },
    beginning: beginningOf(openDifficulty(keys, { ...difficulty, answer: null }).text),
  }));
}

/** Who reported a difficulty, and from where, by name. */
async function readNames(
  database: Sources['database'],
  difficulties: readonly Difficulty[],
): Promise<(one: Difficulty) => Pick<DifficultyLine, 'name' | 'unit'>> {
  const [people, units] = await Promise.all([
    findPeople(database, { codes: [...new Set(difficulties.map(({ asker }) => asker))] }),
    findUnits(database, { codes: [...new Set(difficulties.map(({ unit }) => unit))] }),
  ]);
  const personNames = new Map(people.map(({ _id, name }) => [_id, name]));
  const unitNames = new Map(units.map(({ _id, name }) => [_id, name]));
  return ({ asker, unit }) => ({
    name: personNames.get(asker) ?? asker,
    unit: unitNames.get(unit) ?? unit,
  });
}

function beginningOf(text: string): string {
  return shorten(text.replace(/\s+/g, ' '), BEGINNING);
}
