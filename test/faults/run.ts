import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { FAULTS } from './catalogue.ts';
import { type Fault, type Outcome, runTrial } from './run-trial.ts';
import { openStage, type Stage } from './stage.ts';
import { describeTrial, isFine, pageOf, tableOf } from './table.ts';

const QUESTIONS = 6;

const { only, seed, trials, out, keep } = new Command('npm run test:faults --')
  .description('Lets things go wrong while people answer, and looks whether anything was lost')
  .option('--only <text>', 'faults whose name holds this')
  .option('--seed <number>', 'of the first trial; each next one has the next', toNumber, 1)
  .option('--trials <number>', 'of each fault, instead of its own number', toNumber)
  .option('--out <file>', 'write the table there, too')
  .option('--keep', 'leave the folder with logs and data')
  .parse()
  .opts<{ only?: string; seed: number; trials?: number; out?: string; keep?: true }>();

const root = mkdtempSync(join(tmpdir(), 'kiem-diem-faults-'));
const chosen = FAULTS.filter(({ name }) => name.includes(only ?? ''));
const rows: { fault: Fault; outcomes: Outcome[] }[] = [];
const usual = join(root, 'usual');
const stage = await openStage({ home: usual, questions: QUESTIONS });
for (const fault of chosen) {
  const outcomes: Outcome[] = [];
  for (let trial = 0; trial < (trials ?? fault.trials); trial += 1) {
    const outcome = await (fault.place === undefined
      ? runTrial(stage, fault, seed + trial)
      : runInPlace(fault.place, fault, seed + trial));
    outcomes.push(outcome);
    if (outcome.chats.length > 0) appendFileSync(join(root, 'chats.txt'), outcome.chats.join('\n'));
    process.stdout.write(`${describeTrial(fault, outcome)}\n`);
  }
  rows.push({ fault, outcomes });
}
await stage.close();
process.stdout.write(`\n${tableOf(rows)}\n`);
if (out !== undefined) writeFileSync(out, pageOf(rows));
const isAllFine = rows.every(({ fault, outcomes }) => outcomes.every((outcome) => isFine(fault, outcome)));
if (keep === true || !isAllFine) process.stdout.write(`\n${root}\n`);
else rmSync(root, { recursive: true, force: true });
process.exit(isAllFine ? 0 : 1);

async function runInPlace(make: NonNullable<Fault['place']>, fault: Fault, seed: number): Promise<Outcome> {
  const home = mkdtempSync(join(root, 'place-'));
  mkdirSync(home, { recursive: true });
  const place = make(home);
  let own: Stage | undefined;
  try {
    own = await openStage({ home, questions: QUESTIONS, ...place.options });
    const outcome = await runTrial(own, fault, seed);
    return { ...outcome, lost: [...outcome.lost, ...(place.verify?.() ?? [])] };
  } finally {
    await own?.close();
    place.end();
  }
}

function toNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('0, 1, 2 …');
  return Number(text);
}
