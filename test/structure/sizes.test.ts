import { describe, test } from 'vitest';
import { expectNone } from './expect-none.ts';
import { CODE, PRODUCT, type SourceFile, sourcesIn } from './source-files.ts';
import { functionsIn } from './syntax.ts';

const FILE = { most: 400, p90: 250, median: 70 };
const FUNCTION = { most: 80, p90: 50, median: 14, parameters: 3 };

const product = sourcesIn(...PRODUCT);
/** The page's own JavaScript has limits, but does not count in the averages. */
const typed = product.filter((file) => file.path.endsWith('.ts'));

function lengthOf(file: SourceFile): number {
  return file.lineAt(file.text.trimEnd().length);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

function averagesOver(sizes: readonly number[], limits: { median: number; p90: number }): string[] {
  const median = quantile(sizes, 0.5);
  const p90 = quantile(sizes, 0.9);
  return [
    ...(median > limits.median ? [`median ${median} lines, at most ${limits.median}`] : []),
    ...(p90 > limits.p90 ? [`nine of ten within ${p90} lines, at most ${limits.p90}`] : []),
  ];
}

describe('files', () => {
  test(`have at most ${FILE.most} lines`, () => {
    const long = sourcesIn(...CODE).filter((file) => lengthOf(file) > FILE.most);
    expectNone(
      long.map((file) => `${file.path}:${lengthOf(file)}`),
      'Split these files along what they know:',
    );
  });

  test(`have a median of at most ${FILE.median} lines, and nine of ten at most ${FILE.p90}`, () => {
    expectNone(averagesOver(typed.map(lengthOf), FILE), 'The product’s files have grown too long:');
  });
});

describe('functions', () => {
  /** In tests only those with a name, and no suites: what a describe holds is a list, not a function. */
  const judged = [
    ...product.flatMap(functionsIn),
    ...sourcesIn('test', 'bench', 'docs')
      .flatMap(functionsIn)
      .filter((one) => isNamed(one) && !one.name?.startsWith('describe')),
  ];

  test(`have at most ${FUNCTION.most} lines`, () => {
    const long = judged.filter((one) => one.lines > FUNCTION.most);
    expectNone(
      long.map((one) => `${one.place} ${one.name ?? 'function'} has ${one.lines}`),
      'Take steps with names of their own out of these functions:',
    );
  });

  test(`have a median of at most ${FUNCTION.median} lines, and nine of ten at most ${FUNCTION.p90}`, () => {
    const sizes = typed.flatMap(functionsIn).filter(isNamed);
    expectNone(
      averagesOver(
        sizes.map((one) => one.lines),
        FUNCTION,
      ),
      'The product’s functions have grown too long:',
    );
  });

  test(`take at most ${FUNCTION.parameters} parameters`, () => {
    const greedy = judged.filter((one) => one.parameters > FUNCTION.parameters);
    expectNone(
      greedy.map((one) => `${one.place} ${one.name ?? 'function'} takes ${one.parameters}`),
      'Give these functions an object with named fields:',
    );
  });
});

function isNamed(one: { name: string | undefined }): boolean {
  return one.name !== undefined;
}
