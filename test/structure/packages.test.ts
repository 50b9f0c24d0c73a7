import { describe, test } from 'vitest';
import { expectNone } from './expect-none.ts';
import { textOf } from './source-files.ts';

type Versions = Record<string, string>;

interface Package {
  version?: string;
  dependencies?: Versions;
  devDependencies?: Versions;
  optionalDependencies?: Versions;
}

const own = JSON.parse(textOf('package.json')) as Package;
const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Package> };
const asked = Object.entries({ ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies });

describe('packages', () => {
  test('are asked for in one exact version', () => {
    const wrong = asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expectNone(
      wrong.map(([name, version]) => `${name} ${version}`),
      'Write the exact version in package.json:',
    );
  });

  test('are locked in the version that is asked for', () => {
    const wrong = asked.filter(
      ([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version,
    );
    expectNone(
      wrong.map(([name, version]) => `${name} ${version}`),
      'Run npm install and commit package-lock.json:',
    );
  });

  test('are locked for every platform', () => {
    const locked = Object.keys(lock.packages);
    const wrong = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !locked.some((other) => other.endsWith(`node_modules/${name}`)))
        .map((name) => `${path} needs ${name}`),
    );
    expectNone(wrong, 'npm ci refuses this lockfile; take the newest version that has all its platforms:');
  });
});
