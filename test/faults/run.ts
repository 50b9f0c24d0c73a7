import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { FAULTS } from './catalogue.ts';
import { isFine } from './judge.ts';
import { pageOf } from './page.ts';
import { type Line, readLines, runTrials } from './run-trials.ts';

interface Options {
  only?: string[];
  seed: number;
  trials?: number;
  jobs: number;
  record?: string;
  page?: string;
  from?: string[];
  list?: true;
  keep?: true;
}

const options = new Command('npm run test:faults --')
  .description('Lets things go wrong while people join and answer, and looks whether anything was lost')
  .option('--only <text...>', 'faults whose name holds one of these')
  .option('--seed <number>', 'of the first trial; each next one has the next', toNumber, 1)
  .option('--trials <number>', 'of each fault, instead of its own number', toNumber)
  .option('--jobs <number>', 'trials side by side, each with servers and processes of its own', toNumber, 1)
  .option('--record <file>', 'add what came of each trial, one line of JSON for each')
  .option('--page <file>', 'write the page there, of these trials and of all that --from names')
  .option('--from <file...>', 'records of other runs; with --page and without --only nothing is tried')
  .option('--list', 'name the faults and their trials')
  .option('--keep', 'leave the folder with logs and data')
  .parse()
  .opts<Options>();

const { only, page, from = [] } = options;
const isTrying = options.list !== true && (from.length === 0 || only !== undefined);
const chosen = FAULTS.filter(({ name }) => only === undefined || only.some((text) => name.includes(text)));
if (options.list === true) {
  for (const { name, trials } of FAULTS) process.stdout.write(`${String(trials).padStart(3)}  ${name}\n`);
}
const lines = isTrying ? await tryAll() : [];
const all = [...from.flatMap((file) => readLines(readFileSync(file, 'utf8'))), ...lines];
if (page !== undefined) writeFileSync(page, pageOf(FAULTS, all));
const isAllFine = lines.every(({ fault, outcome }) =>
  FAULTS.some((known) => known.name === fault && isFine(known, outcome)),
);
process.exit(isAllFine ? 0 : 1);

async function tryAll(): Promise<Line[]> {
  const root = mkdtempSync(join(tmpdir(), 'kiem-diem-faults-'));
  const { seed, trials, jobs, record } = options;
  const wished = chosen.flatMap((fault) =>
    Array.from({ length: trials ?? fault.trials }, (_, index) => ({ fault, seed: seed + index })),
  );
  const done = await runTrials(wished, { root, jobs, record });
  const wrong = done.filter(({ fault, outcome }) =>
    FAULTS.some((known) => known.name === fault && !isFine(known, outcome)),
  );
  process.stdout.write(`\n${done.length} trials, ${wrong.length} of them not as promised\n`);
  if (options.keep === true || wrong.length > 0) process.stdout.write(`${root}\n`);
  else rmSync(root, { recursive: true, force: true });
  return done;
}

function toNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('1, 2, 3 …');
  return Number(text);
}
