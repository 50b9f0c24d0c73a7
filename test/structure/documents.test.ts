import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../bot/settings/config.ts';
import { expectNone } from './expect-none.ts';
import { CODE, exists, filesIn, linesOf, textOf } from './source-files.ts';

const SETTINGS_PAGE = 'docs/settings.md';

const pages = ['README.md', ...filesIn(...CODE).filter((path) => path.endsWith('.md'))];
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

describe('what is written about the product', () => {
  test('names npm scripts that exist', () => {
    const wrong = pages.flatMap((page) =>
      matchesIn(page, /\bnpm (?:run ([\w:-]+)|(start|test)\b)/g).filter(
        ({ groups }) => !((groups[0] ?? groups[1] ?? '') in scripts),
      ),
    );
    expectNone(wrong.map(told), 'Correct the command, or add the script to package.json:');
  });

  test('links to files that exist', () => {
    const wrong = pages.flatMap((page) =>
      matchesIn(page, /\]\(([^)\s]+)\)/g).filter(({ groups: [target = ''] }) => {
        const [path = ''] = target.split('#');
        return path !== '' && !/^[a-z]+:/.test(path) && !exists(join(dirname(page), path));
      }),
    );
    expectNone(wrong.map(told), 'Correct the link:');
  });

  test('names files and folders that exist', () => {
    const folders = /`((?:bot|handlers|flows|models|locales|test|docs|bench|\.ci)\/[\w./-]*)`/g;
    const wrong = pages.flatMap((page) =>
      matchesIn(page, folders).filter(({ groups: [path = ''] }) => !exists(path)),
    );
    expectNone(wrong.map(told), 'Correct the path:');
  });

  test('draws files that exist, where it draws how they work together', () => {
    const paths = /(?<![\w./-])(?:bot|handlers|flows|models|locales|test)\/[\w./-]*\w/g;
    const drawn = matchesIn('docs/architecture.md', paths);
    const wrong = drawn.filter(({ text }) => !exists(text));
    expectNone(wrong.map(told), 'Correct the path:');
    expect(drawn.length).toBeGreaterThan(0);
  });

  test('names no machine', () => {
    const texts = [
      ...pages,
      ...filesIn(...CODE, 'locales', '.ci'),
      'package.json',
      'package-lock.json',
      '.npmrc',
    ];
    const wrong = texts
      .filter((path) => /(\.(md|ts|js|json|ya?ml|csv|html|css)|rc|run)$/.test(path))
      .flatMap((path) => matchesIn(path, /(?<![\w.])\/(?:work|root|home|Users)\/\w+|"resolved":\s*"http/g));
    expectNone(wrong.map(told), 'Paths of a machine and hosts of a registry hold for nobody else:');
  });
});

describe('settings', () => {
  const rows = matchesIn(SETTINGS_PAGE, /^\| `([A-Z][A-Z0-9_]*)`/gm);

  test(`of the program are explained in ${SETTINGS_PAGE}`, () => {
    const explained = new Set(rows.map(({ groups }) => groups[0]));
    expectNone(
      SETTINGS.filter((setting) => !explained.has(setting)),
      'Add a row for each:',
    );
  });

  test(`in ${SETTINGS_PAGE} are settings of the program`, () => {
    const wrong = rows.filter(({ groups }) => !SETTINGS.includes(groups[0] ?? ''));
    expectNone(wrong.map(told), 'Drop the row, or add the setting to bot/settings/config.ts:');
  });
});

interface Match {
  place: string;
  text: string;
  groups: readonly (string | undefined)[];
}

function matchesIn(path: string, pattern: RegExp): Match[] {
  const text = textOf(path);
  const lineAt = linesOf(text);
  return [...text.matchAll(pattern)].map((match) => ({
    place: `${path}:${lineAt(match.index)}`,
    text: match[0].trim(),
    groups: match.slice(1),
  }));
}

function told(match: Match): string {
  return `${match.place} says ${match.text}`;
}
