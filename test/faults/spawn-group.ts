import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) signalAll(child, 'SIGKILL');
});

/** Starts a program in a group of its own, which is gone when this process is. */
export function spawnGroup([program = '', ...args]: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** How long each program that runs has waited for a CPU so far, in milliseconds by its id. Nothing but on Linux. */
export function cpuWaits(): Map<number, number> {
  return new Map([...children].flatMap(({ pid }) => (pid === undefined ? [] : [[pid, cpuWaitOf(pid)]])));
}

function cpuWaitOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    // It has just ended, or this system does not say.
    return 0;
  }
}

/** Signals a program and all that it started, such as what a tracer runs. */
export function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}
