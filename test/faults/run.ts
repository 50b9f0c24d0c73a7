import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { FAULTS } from './catalogue.ts';
import { type Fault, type Outcome, runTrial } from './run-trial.ts';
import { openStage } from './stage.ts';
import { describeTrial, isFine, tableOf } from './table.ts';

const QUESTIONS = 6;

const { only, seed, trials, keep } = new Command('npm run test:faults --')
  .description('Lets things go wrong while people answer, and looks whether anything was lost')
  .option('--only <text>', 'faults whose name holds this')
  .option('--seed <number>', 'of the first trial; each next one has the next', toNumber, 1)
  .option('--trials <number>', 'of each fault, instead of its own number', toNumber)
  .option('--keep', 'leave the folder with logs and data')
  .parse()
  .opts<{ only?: string; seed: number; trials?: number; keep?: true }>();

const home = mkdtempSync(join(tmpdir(), 'kiem-diem-faults-'));
const chosen = FAULTS.filter(({ name }) => name.includes(only ?? ''));
const rows: { fault: Fault; outcomes: Outcome[] }[] = [];
const stage = await openStage({ home, questions: QUESTIONS });
for (const fault of chosen) {
  const outcomes: Outcome[] = [];
  for (let trial = 0; trial < (trials ?? fault.trials); trial += 1) {
    const outcome = await runTrial(stage, fault, seed + trial);
    outcomes.push(outcome);
    process.stdout.write(`${describeTrial(fault, outcome)}\n`);
  }
  rows.push({ fault, outcomes });
}
await stage.close();
process.stdout.write(`\n${tableOf(rows)}\n`);
const isAllFine = rows.every(({ fault, outcomes }) => outcomes.every((outcome) => isFine(fault, outcome)));
if (keep === true || !isAllFine) process.stdout.write(`\n${home}\n`);
else rmSync(home, { recursive: true, force: true });
process.exitCode = isAllFine ? 0 : 1;

function toNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('0, 1, 2 …');
  return Number(text);
}
