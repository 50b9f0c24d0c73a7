import { readFileSync } from 'node:fs';

/** Linux reports processor time in hundredths of a second on every machine. */
const TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` after the name: user and system time. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Processor seconds that a process with all its threads has used so far. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
}

/** The peak memory of a process so far, in megabytes. */
export function peakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
