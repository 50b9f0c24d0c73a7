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
  isAnswered: boolean;
}

/** Longest beginning of a difficulty in a list, in code points. */
const BEGINNING = 60;

/** Puts difficulties into lines, those that have all words of `search` in the name, the unit or what was written. */
export async function toLines(
  { database, keys }: Pick<Sources, 'database' | 'keys'>,
  { difficulties, search }: { difficulties: readonly Difficulty[]; search: string },
): Promise<DifficultyLine[]> {
  const [people, units] = await Promise.all([
    findPeople(database, { codes: difficulties.map(({ asker }) => asker) }),
    findUnits(database, { codes: difficulties.map(({ unit }) => unit) }),
  ]);
  const names = new Map([...people, ...units].map(({ _id, name }) => [_id, name]));
  const words = foldWord(search).split(' ').filter(Boolean);
  return difficulties.flatMap((difficulty) => {
    const { text } = openDifficulty(keys, difficulty);
    const name = names.get(difficulty.asker) ?? difficulty.asker;
    const unit = names.get(difficulty.unit) ?? difficulty.unit;
    const all = foldWord(`${name} ${unit} ${text}`);
    if (!words.every((word) => all.includes(word))) return [];
    const at = difficulty.askedAt.toISOString();
    const isAnswered = difficulty.answer !== null;
    return [{ id: difficulty._id, name, unit, at, isAnswered, beginning: beginningOf(text) }];
  });
}

function beginningOf(text: string): string {
  return shorten(text.replace(/\s+/g, ' '), BEGINNING);
}
