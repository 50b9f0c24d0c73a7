import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAULTS } from './catalogue.ts';
import { describeTrial, isFine } from './judge.ts';
import { runTrial } from './run-trial.ts';
import { openStage, type Stage } from './stage.ts';

/** The faults that this product meets most often; `npm run test:faults` has all of them, many times. */
const COMMON = [
  'bot killed before a commit',
  'bot killed after a message is sent',
  'Redis killed, away 2 s',
  'MongoDB killed, away 1 s',
  'Redis wiped',
  'updates delivered twice, out of turn',
  'SIGTERM under load',
];
const MEMBERS = 10;
const SEED = 2026;

let home: string;
let stage: Stage;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kiem-diem-faults-'));
  stage = await openStage({ home, kinds: ['long', 'files', 'options', 'long'] });
}, 60_000);

afterAll(async () => {
  await stage.close();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

test.each(COMMON)(
  '%s: every answer is kept once, and everybody knows how to go on',
  async (name) => {
    const fault = FAULTS.find((known) => known.name === name);
    if (fault === undefined) throw new Error('there is no such fault');
    const outcome = await runTrial(stage, { ...fault, members: MEMBERS }, SEED);
    expect(isFine(fault, outcome), describeTrial(fault, outcome)).toBe(true);
    expect(outcome.answers).toBeGreaterThanOrEqual(MEMBERS * 4);
  },
  200_000,
);
