import { describe, expect, test } from 'vitest';
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

  test('bring the same Node to every platform, the one that is needed at least', () => {
    const starter = textOf('bot/run-on-node.js');
    const named = [...starter.matchAll(/'(node-[a-z0-9-]+)'/g)].map(([, name]) => name);
    const bring = Object.entries(own.optionalDependencies ?? {});
    expect(bring.map(([name]) => name).sort()).toEqual(named.sort());
    const [version, ...others] = new Set(bring.map(([, version]) => version));
    expect(others).toEqual([]);
    const [, needed] = /NEEDED = (\d+);/.exec(starter) ?? [];
    expect(version).toMatch(new RegExp(`^${needed}\\.`));
    expect(own.devDependencies?.['@types/node']).toMatch(new RegExp(`^${needed}\\.`));
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
