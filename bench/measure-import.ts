import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Servers } from '../bot/services/start-servers.ts';
import { runProgram } from '../test/support/run-app.ts';
import { writeLists } from './member-lists.ts';
import { type Stores, storesOf } from './start-product.ts';

/** One import as an operator sees it, by the program itself. */
export interface Import {
  /** What was imported, and into what. */
  what: string;
  seconds: number;
  /** How often the bar was drawn anew. */
  progressLines: number;
  /** The peak memory of the program. */
  megabytes: number;
}

export const IMPORTED_PEOPLE = 10_000;
/** Above those of the other measurements. */
const FIRST_DATABASE = 100;
/** The program writes its own peak when it ends: it runs below a pseudo-terminal, so its process is not ours. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + ' KB'))",
)}`;

/** Imports the same people from both kinds of lists, each into an empty database, and once more with nothing new. */
export async function measureImport(servers: Servers): Promise<Import[]> {
  const home = await mkdtemp(join(tmpdir(), 'kiem-diem-lists-'));
  try {
    const { folder, workbook } = await writeLists(home, { people: IMPORTED_PEOPLE });
    const [one, other] = [storesOf(servers, FIRST_DATABASE), storesOf(servers, FIRST_DATABASE + 1)];
    return [
      await importOnce({ home, stores: one, what: 'CSV files', source: folder }),
      await importOnce({ home, stores: other, what: 'workbook', source: workbook }),
      await importOnce({ home, stores: other, what: 'workbook, nothing new', source: workbook }),
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function importOnce(run: {
  home: string;
  stores: Stores;
  what: string;
  source: string;
}): Promise<Import> {
  const { mongodbUri, keys } = run.stores;
  const started = performance.now();
  const program = runProgram({
    ...{ file: 'bot/admin.ts', args: ['import', run.source], flags: ['--import', TELL_PEAK] },
    environment: { SERVICES_DIR: run.home, MONGODB_URI: mongodbUri, ENCRYPTION_KEYS: keys },
    atTerminal: true,
  });
  const code = await program.ended;
  const seconds = (performance.now() - started) / 1_000;
  const output = program.output();
  if (code !== 0) throw new Error(`The import ended with ${code}:\n${output}`);
  const peak = Number(/peak (\d+) KB/.exec(output)?.[1]);
  const progressLines = output.split('\u001b[K[').length - 1;
  return { what: run.what, seconds, progressLines, megabytes: peak / 1024 };
}
