import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Servers, startServers } from '../bot/services/start-servers.ts';
import { describeMachine } from '../test/support/describe-machine.ts';
import { type Flood, measureFlood } from './measure-flood.ts';
import { type Growth, measureGrowth } from './measure-growth.ts';
import { type Import, measureImport } from './measure-import.ts';
import { type Load, measureSpeed, type Result } from './measure-speed.ts';
import { writeAims, writeFlood, writeGrowth, writeImports, writeTable } from './write-table.ts';

const PEOPLE = [50, 200, 2_000];
const DELAYS = [0, 30];
const ROUNDS = 3;
const SETTING = [
  describeMachine('npm run bench'),
  'Redis writes every commit to the disk before it answers (`appendfsync always`), drafts are copied to MongoDB meanwhile.',
  'The product is a bot and a worker (`ROLE`): the time of both counts, the memory is that of the bot. All bots, the',
  'worker, the emulated messenger and both servers share the cores.',
].join('\n');

const { values } = parseArgs({
  options: {
    /** A quick run: one load, one round. */
    quick: { type: 'boolean', default: false },
    /** Loads such as `50/0` or `2000/30`: people and milliseconds. */
    only: { type: 'string', multiple: true },
    /** Measures the cost of more and more people who have a draft and do not answer. */
    growth: { type: 'boolean', default: false },
    /** Measures only how fast others are answered while one member floods the bot. */
    flood: { type: 'boolean', default: false },
    /** Measures only how long the program takes to import the lists of many people. */
    import: { type: 'boolean', default: false },
    /** A file that the result is written to besides the terminal. */
    out: { type: 'string' },
  },
});

const home = await mkdtemp(join(tmpdir(), 'kiem-diem-bench-'));
const servers = await startServers({
  home,
  venv: resolve(import.meta.dirname, '../.services/venv'),
  report: () => undefined,
  onFailure: ({ code, details }) => tell(`${code}: ${JSON.stringify(details)}`),
});
try {
  await run(servers);
} finally {
  await servers.stop();
  await rm(home, { recursive: true, force: true });
}

async function run(servers: Servers): Promise<void> {
  const rounds = values.quick ? 1 : ROUNDS;
  const page = await writePage(servers, rounds);
  process.stdout.write(page);
  if (values.out !== undefined) await writeFile(values.out, page);
}

async function writePage(servers: Servers, rounds: number): Promise<string> {
  if (values.growth) return growthPage(await measureGrowth(servers, { rounds, tell }));
  if (values.import) return importPage(await measureImport(servers));
  if (values.flood) return floodPart(await measureFlood(servers, rounds));
  const results = await measureLoads(servers, rounds);
  tell('one member floods …');
  return speedPage(results, await measureFlood(servers, rounds));
}

async function measureLoads(servers: Servers, rounds: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const load of loads()) {
    tell(`${load.people} people, ${load.delayMs} ms …`);
    results.push(...(await measureSpeed(servers, { load, rounds })));
  }
  return results;
}

function speedPage(results: readonly Result[], floods: readonly Flood[]): string {
  const parts = ['# Speed', SETTING, writeTable(results), '## Aims', writeAims(results)];
  return [...parts, floodPart(floods)].join('\n\n');
}

function floodPart(floods: readonly Flood[]): string {
  return ['## One member floods', writeFlood(floods), ''].join('\n\n');
}

function growthPage(grown: readonly Growth[]): string {
  return ['# Growth', SETTING, writeGrowth(grown), ''].join('\n\n');
}

function importPage(imports: readonly Import[]): string {
  return ['# Import', describeMachine('npm run bench -- --import'), writeImports(imports), ''].join('\n\n');
}

function loads(): Load[] {
  const all = PEOPLE.flatMap((people) => DELAYS.map((delayMs) => ({ people, delayMs })));
  if (values.only === undefined) return values.quick ? all.slice(0, 1) : all;
  return all.filter(({ people, delayMs }) => values.only?.includes(`${people}/${delayMs}`));
}

/** Progress is written to the standard error, so that the standard output has only the table. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
