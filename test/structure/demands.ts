import { Visitor } from 'oxc-parser';
import { parse } from 'yaml';
import { placeOf, type SourceFile, sourcesIn, textOf } from './source-files.ts';
import { literalsIn } from './syntax.ts';

/** The demands of the plan, by number. */
export const DEMANDS: ReadonlyMap<string, { where: string; demand: string }> = new Map(
  Object.entries(parse(textOf('docs/demands.yaml'))),
);

/** A demand that a test names. */
interface Named {
  /** As it is written. */
  tag: string;
  number: string;
  /** Undefined for a tag that is not understood. */
  extent: 'whole' | 'part' | undefined;
  /** Titles of the suites around and of the test, without tags; undefined where the tag stands elsewhere. */
  title: string | undefined;
  path: string;
  place: string;
}

/** Every demand that a test names, in the order of the files. */
export function namedDemands(): Named[] {
  return sourcesIn('test')
    .filter(({ path }) => !path.startsWith('test/structure/'))
    .flatMap(namedIn);
}

function namedIn(file: SourceFile): Named[] {
  const titles = titlesIn(file);
  return [...file.text.matchAll(/\[D\d[^\]]*\]/g)].map(({ 0: tag, index }) => {
    const [, number = tag, part] = /^\[(D[1-9]\d?)( part)?\]$/.exec(tag) ?? [];
    const extent = part === undefined ? 'whole' : 'part';
    return {
      tag,
      number,
      extent: number === tag ? undefined : extent,
      title: titles(index),
      path: file.path,
      place: placeOf(file, index),
    };
  });
}

/** Tells by where it stands in a file what a title says, after those of the suites around it. */
function titlesIn(file: SourceFile): (at: number) => string | undefined {
  const texts: { start: number; end: number; text: string }[] = [];
  const suites: { start: number; end: number; titleEnd: number; text: string }[] = [];
  const visitor = new Visitor({
    Literal: ({ start, end, value }) => {
      if (typeof value === 'string') texts.push({ start, end, text: value });
    },
    CallExpression: ({ callee, arguments: [title], start, end }) => {
      const [text] = literalsIn(title);
      const isSuite = /^describe\b/.test(file.text.slice(callee.start, callee.end));
      if (isSuite && title !== undefined && text !== undefined)
        suites.push({ start, end, titleEnd: title.end, text });
    },
  });
  visitor.visit(file.program);
  return (at) => {
    const own = texts.find(({ start, end }) => start < at && at < end);
    if (own === undefined) return undefined;
    const around = suites.filter(({ titleEnd, end }) => titleEnd < at && at < end);
    return [...around, own].map(({ text }) => withoutTags(text)).join(' › ');
  };
}

function withoutTags(title: string): string {
  return title
    .replaceAll(/\[D\d[^\]]*\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The page docs/demands.md. */
export function demandsPage(named: readonly Named[]): string {
  const shown = Map.groupBy(named, ({ number }) => number);
  const isWhole = (number: string) => shown.get(number)?.some(({ extent }) => extent === 'whole') === true;
  const numbers = [...DEMANDS.keys()];
  const whole = numbers.filter(isWhole);
  const pieces = numbers.filter((number) => shown.has(number) && !isWhole(number));
  return [
    '# What the plan asks, and which tests show it',
    '',
    'Made by `npm run demands` from `docs/demands.yaml` and the titles of the tests; not to be edited by hand.',
    'A test with `[D31]` in its title shows the demand as a whole, one with `[D31 part]` a piece of it.',
    '',
    `- shown: ${listed(whole)}`,
    `- a piece is shown: ${listed(pieces)}`,
    `- not yet: ${listed(numbers.filter((number) => !shown.has(number)))}`,
    ...[...DEMANDS].flatMap(([number, { where, demand }]) => [
      '',
      `## ${number} (${where})`,
      '',
      `${demand.charAt(0).toUpperCase()}${demand.slice(1)}.`,
      '',
      ...linesOf(shown.get(number) ?? []),
    ]),
    '',
  ].join('\n');
}

function listed(numbers: readonly string[]): string {
  return `${numbers.length} (${numbers.join(', ')})`;
}

function linesOf(tests: readonly Named[]): string[] {
  if (tests.length === 0) return ['- not yet'];
  const told = tests.map(
    ({ extent, title, path }) => `- ${extent === 'part' ? 'a piece: ' : ''}${title} (\`${path}\`)`,
  );
  return [...new Set(told.toSorted((one, other) => Number(isPiece(one)) - Number(isPiece(other))))];
}

function isPiece(line: string): boolean {
  return line.startsWith('- a piece: ');
}
