import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { describeMachine } from '../support/describe-machine.ts';
import { describeTrial, isFine } from './judge.ts';
import { KINDS } from './kinds.ts';
import { type Fault, type Outcome, runTrial } from './run-trial.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

/** What came of one trial, with what was tried, and on what. */
export interface Line {
  fault: string;
  /** ISO 8601 UTC. */
  at: string;
  /** The commit, with `+` where files were changed since. */
  commit: string;
  /** Machine and versions, in words. */
  machine: string;
  outcome: Omit<Outcome, 'chats'>;
}

interface Wish {
  fault: Fault;
  seed: number;
}

/** Trials after which a stage is left for a fresh one: what all of them left behind makes each look longer. */
const TRIALS_OF_A_STAGE = 25;

/** Makes trials, so many side by side; each is told as it ends and added to the record. */
export async function runTrials(
  wished: readonly Wish[],
  settings: { root: string; jobs: number; record: string | undefined },
): Promise<Line[]> {
  const left = [...wished];
  const lines: Line[] = [];
  const about = { commit: describeCommit(), machine: describeMachine('npm run test:faults') };
  const runners = Array.from({ length: settings.jobs }, async () => {
    const usual = createUsualStage(settings.root);
    for (let wish = left.shift(); wish !== undefined; wish = left.shift()) {
      const { fault, seed } = wish;
      const { chats, ...outcome } = await (fault.place === undefined
        ? runTrial(await usual.next(), fault, seed)
        : runInPlace(settings.root, { fault, seed, make: fault.place }));
      const line: Line = { fault: fault.name, at: new Date().toISOString(), ...about, outcome };
      lines.push(line);
      if (settings.record !== undefined) appendFileSync(settings.record, `${JSON.stringify(line)}\n`);
      if (!isFine(fault, outcome))
        appendFileSync(join(settings.root, 'chats.txt'), `# ${fault.name} #${seed}\n${chats.join('\n')}`);
      process.stdout.write(`${describeTrial(fault, outcome)}\n`);
    }
    await usual.close();
  });
  await Promise.all(runners);
  return lines;
}

let opened: Promise<unknown> = Promise.resolve();

/** What is not installed yet is installed by one at a time. */
function openInTurn(options: StageOptions): Promise<Stage> {
  const stage = opened.then(() => openStage(options));
  opened = stage.catch(() => undefined);
  return stage;
}

/** Reads a record. */
export function readLines(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** The stage that most trials of a runner share, one after another. */
function createUsualStage(root: string) {
  let stage: Stage | undefined;
  let trials = 0;
  const close = async () => {
    await stage?.close();
    stage = undefined;
  };
  return {
    close,
    async next(): Promise<Stage> {
      if (trials % TRIALS_OF_A_STAGE === 0) {
        await close();
        stage = await openInTurn({ home: mkdtempSync(join(root, 'usual-')), kinds: KINDS });
      }
      trials += 1;
      return stage as Stage;
    },
  };
}

async function runInPlace(
  root: string,
  trial: Wish & { make: NonNullable<Fault['place']> },
): Promise<Outcome> {
  const home = mkdtempSync(join(root, 'place-'));
  const place = trial.make(home);
  let own: Stage | undefined;
  try {
    own = await openInTurn({ home, kinds: KINDS, ...place.options });
    const outcome = await runTrial(own, trial.fault, trial.seed);
    return { ...outcome, lost: [...outcome.lost, ...(place.verify?.() ?? [])] };
  } finally {
    await own?.close();
    place.end();
  }
}

function describeCommit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: resolve(import.meta.dirname, '../..'), encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short=10', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}
