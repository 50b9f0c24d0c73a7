import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProcessIdentity } from './process-identity.ts';

const ServerRecord = z.object({
  url: z.string(),
  /** Absent for a server that someone else runs. */
  process: ProcessIdentity.optional(),
  /** The folder in which it keeps what it is given; absent as the process is. */
  data: z.string().optional(),
});

const RunRecord = z.object({
  /** Which of our releases started them. */
  release: z.string(),
  redis: ServerRecord.optional(),
  mongodb: ServerRecord.optional(),
});

/** One server as `running.json` remembers it. */
export type ServerRecord = z.infer<typeof ServerRecord>;

/** The servers that were started in a folder, for the next start and for other commands. */
export type RunRecord = z.infer<typeof RunRecord>;

/** Reads `running.json`; undefined if it is absent or no longer understood. */
export function readRunRecord(home: string): RunRecord | undefined {
  try {
    return RunRecord.parse(JSON.parse(readFileSync(join(home, 'running.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Writes `running.json` in one step, for its owner's eyes only. Synchronous, so that it can follow a
 * spawn without anything in between: a server that is written down nowhere could never be ended.
 */
export function writeRunRecord(home: string, record: RunRecord): void {
  const path = join(home, 'running.json');
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

/** Removes `running.json`. */
export function removeRunRecord(home: string): void {
  rmSync(join(home, 'running.json'), { force: true });
}
