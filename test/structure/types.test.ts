import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { expectNone } from './expect-none.ts';
import { CODE, filesIn, textOf } from './source-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
/** The page runs in a browser, everything else in Node. */
const PROJECTS = ['tsconfig.json', 'tsconfig.page.json'];

test('every code file is checked by tsc', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { check: string } };
  expect(scripts.check).toContain('&& tsc && tsc --project tsconfig.page.json &&');
  const checked = new Set(PROJECTS.flatMap(listFiles));
  const code = filesIn(...CODE).filter((path) => /\.(ts|js)$/.test(path));
  expectNone(
    code.filter((path) => !checked.has(join(ROOT, path))),
    'Add to "include" in one of the two tsconfig files:',
  );
});

function listFiles(project: string): string[] {
  const args = [TSC, '--project', join(ROOT, project), '--listFilesOnly'];
  return execFileSync(process.execPath, args, { encoding: 'utf8' })
    .split('\n')
    .map((path) => resolve(path));
}
