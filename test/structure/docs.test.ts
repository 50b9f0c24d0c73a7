import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../bot/config.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { expectNone } from './expect-none.ts';
import { filesIn } from './source-files.ts';

const readme = readFileSync('README.md', 'utf8');
const LAST_DEMAND = 59;

describe('the README', () => {
  test('names only scripts that exist', () => {
    const named = [...readme.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, script]) => script as string);
    const known = [...Object.keys(packageFile.scripts), 'ci'];
    expectNone(
      named.filter((script) => !known.includes(script)),
      'README.md names scripts that package.json does not have:',
    );
  });

  test('leads only to files that exist', () => {
    const pages = ['README.md', ...filesIn('docs').filter((path) => path.endsWith('.md'))];
    const broken = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, target]) => join(dirname(page), target as string))
        .filter((target) => !existsSync(target)),
    );
    expectNone(broken, 'These links lead nowhere:');
  });
});

test('docs/settings.md explains every setting, and no other', () => {
  const page = readFileSync('docs/settings.md', 'utf8');
  const explained = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(explained.toSorted()).toEqual(SETTINGS.toSorted());
});

test('titles of tests name demands that exist', () => {
  const wrong = filesIn('test')
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\[D(\d+)\]/g)]
        .filter(([, number]) => Number(number) < 1 || Number(number) > LAST_DEMAND)
        .map(([demand]) => `${path} ${demand}`),
    );
  expectNone(wrong, `Demands are numbered 1 to ${LAST_DEMAND}:`);
});

test('versions of packages are exact', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageFile;
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expectNone(
    loose.map(([name, version]) => `${name} ${version}`),
    'Name one version of these packages:',
  );
});
