/** A piece of a number format: a place for a digit, the whole value, or text that is shown as it is. */
type Piece = { digit: '0' | '#' } | { whole: true } | { text: string };

/** One of the parts that a semicolon separates. `pieces` is undefined where it shows what is not supported here. */
interface Section {
  holds: ((value: number) => boolean) | undefined;
  isForText: boolean;
  pieces: readonly Piece[] | undefined;
}

/** Quoted and escaped text, brackets (`[$P-42A]` is the text P in a language), spaces as wide as a letter, fillings, and single letters. */
const TOKEN = /"([^"]*)"|\\(.)|\[([^\]]*)\]|_.|\*.|(General)|(.)/giu;
const CONDITION = /^(<=|>=|<>|<|>|=)(\d+)$/;
/** Letters of days, and signs of fractions, decimals, thousands, percents and exponents. */
const UNSUPPORTED = /[ymdhsbeg?.,%/]/i;

const TESTS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '>': (value, limit) => value > limit,
  '<=': (value, limit) => value <= limit,
  '>=': (value, limit) => value >= limit,
  '=': (value, limit) => value === limit,
  '<>': (value, limit) => value !== limit,
};

/**
 * What a sheet shows for a whole number from 0 under formats that codes are given, such as `000`, `"P"00` or
 * `[<10]"P0"0;"P"0`. Undefined for any other number or format.
 */
export function shownNumber(number: number, format: string): string | undefined {
  if (!Number.isSafeInteger(number) || number < 0 || format === '') return undefined;
  const sections = readSections(format).filter(({ isForText }) => !isForText);
  const pieces = sectionFor(number, sections)?.pieces;
  return pieces === undefined ? undefined : fillIn(pieces, String(number)).trim();
}

/** What a sheet shows for a text, which a format such as `"P"@` can add to. */
export function shownText(text: string, format: string): string {
  if (!format.includes('@')) return text;
  const pieces = readSections(format).find(({ isForText }) => isForText)?.pieces;
  if (pieces === undefined) return text;
  return pieces.map((piece) => ('text' in piece ? piece.text : text)).join('');
}

function sectionFor(number: number, sections: readonly Section[]): Section | undefined {
  if (sections.some(({ holds }) => holds !== undefined)) {
    return sections.find(({ holds }) => holds === undefined || holds(number));
  }
  return number === 0 && sections.length > 2 ? sections[2] : sections[0];
}

function readSections(format: string): Section[] {
  const sections: Section[] = [];
  let section = { holds: undefined, isForText: false, pieces: [] } as Section & { pieces: Piece[] };
  let isSupported = true;
  const end = () => {
    sections.push(isSupported ? section : { ...section, pieces: undefined });
    section = { holds: undefined, isForText: false, pieces: [] };
    isSupported = true;
  };
  for (const [, quoted, escaped, bracket, general, letter] of format.matchAll(TOKEN)) {
    if (letter === ';') end();
    else if (letter === '@')
      section = { ...section, isForText: true, pieces: [...section.pieces, { whole: true }] };
    else if (letter === '0' || letter === '#') section.pieces.push({ digit: letter });
    else if (general !== undefined) section.pieces.push({ whole: true });
    else if (bracket?.startsWith('$')) section.pieces.push({ text: bracket.slice(1).split('-', 1)[0] ?? '' });
    else if (bracket !== undefined) section.holds ??= conditionOf(bracket);
    else if (letter !== undefined && UNSUPPORTED.test(letter)) isSupported = false;
    else section.pieces.push({ text: quoted ?? escaped ?? letter ?? '' });
  }
  end();
  return sections;
}

/** Colours in brackets are no conditions. */
function conditionOf(bracket: string): Section['holds'] {
  const [, sign = '', limit] = CONDITION.exec(bracket) ?? [];
  const test = TESTS[sign];
  return test && ((value) => test(value, Number(limit)));
}

/** Puts the digits into their places from the right; what has no place stands before the first one. */
function fillIn(pieces: readonly Piece[], digits: string): string {
  const first = pieces.findIndex((piece) => 'digit' in piece);
  let left = digits === '0' ? '' : digits;
  let shown = '';
  for (const [at, piece] of [...pieces.entries()].toReversed()) {
    if ('text' in piece) shown = piece.text + shown;
    else if ('whole' in piece) shown = digits + shown;
    else {
      const end = at === first ? left : left.slice(-1);
      left = left.slice(0, left.length - end.length);
      shown = (end === '' && piece.digit === '0' ? '0' : end) + shown;
    }
  }
  return shown;
}
