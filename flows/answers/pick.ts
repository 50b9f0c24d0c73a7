import { type Barred, type Candidate, type Candidates, LANGUAGES } from '../forms/definition.ts';
import { foldWord } from './normalize.ts';
import { isSpelledLike, plainWords } from './typed-words.ts';

/** Longest text that is looked for, in code points: a longer one was meant for something else. */
export const LONGEST_SEARCH = 100;

/** Words that people put before a code: "mã 007". */
const BEFORE_CODE = /^(?:ma|code) (?=\S)/;

/**
 * What can be picked, to be looked through by name, code and place; what has a `problem` cannot. The list is asked for only
 * when somebody looks.
 */
export function createCandidates(list: () => readonly (Candidate | Barred)[]): Candidates {
  const all = onceSearchable(() => list().filter((one) => !isBarred(one)));
  const others = onceSearchable(() => list().filter(isBarred));
  return {
    get: (id) => all().find(({ candidate }) => candidate.id === id)?.candidate,
    find: (text) => findAll(all(), text),
    certain: (text) => findCertain(all(), text),
    missed(text) {
      if (withoutMark(text) === '') return [];
      const only = findCertain(others(), text);
      if (only !== undefined) return [only];
      return findAll(all(), text).length > 0 ? [] : findAll(others(), text);
    },
  };
}

function isBarred(one: Candidate | Barred): one is Barred {
  return 'problem' in one;
}

function onceSearchable<Each extends Candidate>(
  list: () => readonly Each[],
): () => readonly Searchable<Each>[] {
  let all: readonly Searchable<Each>[] | undefined;
  return () => {
    all ??= list().map(toSearchable);
    return all;
  };
}

/** A candidate with what is compared, folded once. */
interface Searchable<Each extends Candidate = Candidate> {
  candidate: Each;
  code: string;
  name: string;
  /** Name, code and place. */
  words: string;
}

function toSearchable<Each extends Candidate>(candidate: Each): Searchable<Each> {
  const { id, name, place } = candidate;
  const [code, folded] = [foldPlain(id), foldPlain(name)];
  return { candidate, code, name: folded, words: ` ${folded} ${code} ${foldPlain(place)}` };
}

/**
 * Those in whose name, code or place each word of a text begins one, in the order of the list, but first those whose name
 * has them all; all of them where the text has no word.
 */
function findAll<Each extends Candidate>(all: readonly Searchable<Each>[], text: string): readonly Each[] {
  const words = withoutMark(text).split(' ').filter(Boolean);
  const found = all.filter((one) => words.every((word) => one.words.includes(` ${word}`)));
  const isNamed = ({ name }: Searchable) => words.every((word) => ` ${name}`.includes(` ${word}`));
  return [...found.filter(isNamed), ...found.filter((one) => !isNamed(one))].map(
    ({ candidate }) => candidate,
  );
}

/**
 * The one whom a text can only mean: by the whole code, or by the whole name where nobody else has a name of the same
 * letters. Whatever else is found is asked about.
 */
function findCertain<Each extends Candidate>(
  all: readonly Searchable<Each>[],
  text: string,
): Each | undefined {
  const code = withoutMark(text);
  const coded = all.filter((one) => one.code === code);
  const named = all.filter(({ name }) => name === foldPlain(text));
  const [only, ...others] = [...new Set([...coded, ...named])];
  if (only === undefined || others.length > 0) return undefined;
  const isSure = coded.length > 0 || isSpelledLike(plainWords(text), plainWords(only.candidate.name));
  return isSure ? only.candidate : undefined;
}

function withoutMark(text: string): string {
  return foldPlain(text).replace(BEFORE_CODE, '');
}

function foldPlain(text: string): string {
  return foldWord(plainWords(text));
}

/** A candidate of a name, and what tells it from others of the same name. */
export function toCandidate(of: { id: string; name: string; place: string }): Candidate {
  const { id, name, place } = of;
  const label = `${name} (${[place, id].filter((part) => part !== '').join(', ')})`;
  const [vi, en] = LANGUAGES.map(() => label);
  return { ...of, label: { vi: vi ?? '', en: en ?? '' } };
}
