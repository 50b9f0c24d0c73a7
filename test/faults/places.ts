import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageOptions } from './stage.ts';

/** A stage that differs from the usual one, such as by a disk that can be filled. */
export interface Place {
  options: Partial<StageOptions>;
  /** What the trial showed that no store tells; each line is something wrong. */
  verify?(): string[];
  end(): void;
}

const CLOCK_LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const TRACED = 'fsync,fdatasync,write,writev,sendto,sendmsg';

/** One bot or two that updates are pushed to, each chat on its own, so that they come in any order. */
export function pushed(bots: 1 | 2): Place {
  return { options: { pushedTo: bots }, end: () => undefined };
}

/** A disk of so many megabytes for the files of one part. Needs the right to mount. */
export function smallDisk(
  home: string,
  size: { part: 'redis' | 'mongodb' | 'log'; megabytes: number },
): Place {
  const disk = diskOf(home);
  mkdirSync(disk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size.megabytes}m`, 'tmpfs', disk]);
  return {
    options: { [`${size.part}Home`]: disk },
    end: () => void execFileSync('umount', ['--lazy', disk]),
  };
}

/** Where the disk that can be filled is. */
function diskOf(home: string): string {
  return join(home, 'small-disk');
}

/** Takes all that is left of the disk. */
export function fillDisk(home: string): void {
  const file = join(diskOf(home), 'filler');
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=64k'], { stdio: 'ignore' });
  } catch {
    // It ends when nothing is left.
  }
}

export function emptyDisk(home: string): void {
  rmSync(join(diskOf(home), 'filler'), { force: true });
}

/** Processes whose clock can be set while they run. Needs Debian's faketime. */
export function ownClock(home: string): Place {
  if (!existsSync(CLOCK_LIBRARY)) throw new Error('faketime is not installed: apt-get install faketime');
  setClock(home, '+0');
  const settings = {
    LD_PRELOAD: CLOCK_LIBRARY,
    FAKETIME_TIMESTAMP_FILE: clockOf(home),
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const wrap = ['env', ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)];
  return { options: { wrap: { process: wrap } }, end: () => undefined };
}

/** Sets the processes' clock, such as `+1h` or `-1d` from now. */
export function setClock(home: string, offset: string): void {
  writeFileSync(clockOf(home), `${offset}\n`);
}

function clockOf(home: string): string {
  return join(home, 'clock');
}

/** A Redis whose system calls are written down. Needs strace. */
export function tracedRedis(home: string): Place {
  const file = join(home, 'redis.strace');
  return {
    options: { wrap: { redis: ['strace', '-f', '-y', '-s', '0', '-e', `trace=${TRACED}`, '-o', file] } },
    verify: () => checkSyncs(readFileSync(file, 'utf8')),
    end: () => undefined,
  };
}

/** No client is told anything between a write to the append-only file and its sync. */
function checkSyncs(trace: string): string[] {
  let unsynced = false;
  let syncs = 0;
  let early = 0;
  for (const line of trace.split('\n')) {
    const [, call = '', target = ''] = /^\d+ +(\w+)\(\d+<([^>]*)>/.exec(line) ?? [];
    const isLog = target.includes('appendonly');
    if (isLog && call.startsWith('write')) unsynced = true;
    if (isLog && call.endsWith('sync')) {
      unsynced = false;
      syncs += 1;
    }
    if (unsynced && /^(socket|TCP)/.test(target)) early += 1;
  }
  if (syncs === 0) return ['Redis did not sync at all'];
  return early === 0 ? [] : [`${early} replies before what they promise was synced`];
}
