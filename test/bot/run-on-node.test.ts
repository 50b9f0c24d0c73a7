import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type RunningProgram, runProgram } from '../support/run-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-node-'));

/** Lets the first process believe that it is an old Node; the one that takes over sees what it is. */
const OLD = join(folder, 'old.js');
writeFileSync(
  OLD,
  `const process = require('node:process');
  if (process.env.WAS_OLD === undefined) {
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });
    process.env.WAS_OLD = 'yes';
  }`,
);

const PROGRAM = join(folder, 'program.ts');
writeFileSync(
  PROGRAM,
  `const [word]: string[] = process.argv.slice(2);
  process.on('SIGTERM', () => process.exit(7));
  console.log(JSON.stringify({ node: process.versions.node, was: process.env.WAS_OLD, flags: process.execArgv, word }));
  setInterval(() => undefined, 1_000);`,
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(): RunningProgram {
  const flags = ['--max-semi-space-size=12', '--require', OLD, '--import', './bot/run-on-node.js'];
  return runProgram({ file: PROGRAM, flags, args: ['chữ'] });
}

test('where Node is too old, the one that npm installed takes over with the same flags and arguments', async () => {
  const program = start();
  const [line] = await program.says(/\{.*\}/);
  const seen = JSON.parse(line);
  expect(Number.parseInt(seen.node, 10)).toBeGreaterThanOrEqual(26);
  expect(seen).toMatchObject({ was: 'yes', word: 'chữ' });
  expect(seen.flags).toContain('--max-semi-space-size=12');
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(7);
});
