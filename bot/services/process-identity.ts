import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Names one process for good: its number may be given to another one later, its start may not. */
export const ProcessIdentity = z.object({ pid: z.int().positive(), start: z.string() });

export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The identity of the process that has this number now; undefined if there is none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const start = process.platform === 'linux' ? readLinuxStart(pid) : readStart(pid);
  return start === undefined ? undefined : { pid, start };
}

/** Whether the very process that was marked still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.start === identity.start;
}

interface Ending {
  /** How long SIGTERM has to do before SIGKILL follows. */
  patience: number;
  /** Called again and again while the process is still there half a second after SIGTERM. */
  nudge: () => Promise<unknown>;
}

/** Ends a process and its group, politely first; resolves when it is gone, at once if it already is. */
export async function endProcess(identity: ProcessIdentity, { patience, nudge }: Ending): Promise<void> {
  if (!isRunning(identity)) return;
  signalQuietly(identity.pid, 'SIGTERM');
  const asked = Date.now();
  while (isRunning(identity) && Date.now() < asked + patience) {
    if (Date.now() > asked + 500) await nudge();
    await sleep(20);
  }
  if (!isRunning(identity)) return;
  signalQuietly(-identity.pid, 'SIGKILL');
  signalQuietly(identity.pid, 'SIGKILL');
  const killed = Date.now() + 1_000;
  while (isRunning(identity) && Date.now() < killed) await sleep(20);
}

/** Sends a signal to a process, or to the group of a negative number; one that is gone already is no error. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

function readLinuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || ticks === undefined) return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  } catch {
    return undefined;
  }
}

function readStart(pid: number): string | undefined {
  try {
    const options = { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, LC_ALL: 'C' } } as const;
    const [state = 'Z', ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', `${pid}`], options)
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}
