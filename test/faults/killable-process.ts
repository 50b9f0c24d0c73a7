import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signalAll, spawnGroup } from './spawn-group.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** As a supervisor does, so that a process that cannot start does not take the machine. */
const RESTART_AFTER_MS = 300;
const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 10_000;
/** What the program says when it has begun its work. */
const READY = 'Sẵn sàng';

/** The product in a process of its own, which is started again whenever it ends. */
export interface KillableProcess {
  /** Ends it without a chance to say anything; the supervisor starts another one, unless it is to stay down. */
  kill(how?: { staysDown: true }): void;
  /** Lets the supervisor start what was to stay down. */
  revive(): void;
  /** Asks it to end in order; the supervisor starts another one. Resolves when it has ended. */
  terminate(): Promise<void>;
  /** Resolves when the newest one has begun its work. */
  ready(): Promise<void>;
  /** How often it ended by itself. */
  deaths(): number;
  stop(): Promise<void>;
}

interface Running {
  child: ChildProcess;
  /** Size of the log before it wrote anything. */
  logStart: number;
  isExpectedToEnd: boolean;
}

/** Starts the program, which writes to `logFile`, and keeps it running. `wrap` is put in front of its command. */
export function superviseProcess(program: {
  environment: NodeJS.ProcessEnv;
  logFile: string;
  wrap?: readonly string[];
}): KillableProcess {
  const { logFile } = program;
  let running = spawnProgram(program);
  let deaths = 0;
  let isStopped = false;
  let staysDown = false;

  function start(): void {
    running = spawnProgram(program);
    watch(running);
  }

  function watch(one: Running): void {
    one.child.once('exit', () => {
      if (!one.isExpectedToEnd) deaths += 1;
      if (!staysDown) setTimeout(() => !isStopped && start(), RESTART_AFTER_MS);
    });
  }

  watch(running);
  return {
    kill(how) {
      staysDown = how?.staysDown === true;
      running.isExpectedToEnd = true;
      signalAll(running.child, 'SIGKILL');
    },
    revive() {
      if (!staysDown) return;
      staysDown = false;
      start();
    },
    terminate: () => end(running),
    async ready() {
      const deadline = Date.now() + READY_WITHIN_MS;
      const isReady = () => readFileSync(logFile).subarray(running.logStart).includes(READY);
      while (running.isExpectedToEnd || !isReady()) {
        if (Date.now() > deadline) throw new Error(`${logFile}: not ready within a minute`);
        await wait(50);
      }
    },
    deaths: () => deaths,
    async stop() {
      isStopped = true;
      await end(running);
    },
  };
}

function spawnProgram(program: {
  environment: NodeJS.ProcessEnv;
  logFile: string;
  wrap?: readonly string[];
}): Running {
  const { environment, logFile, wrap = [] } = program;
  const log = openSync(logFile, 'a');
  const logStart = statSync(logFile).size;
  const command = [...wrap, process.execPath, resolve(ROOT, 'bot/main.ts')];
  const child = spawnGroup(command, { cwd: ROOT, env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  return { child, logStart, isExpectedToEnd: false };
}

async function end(one: Running): Promise<void> {
  const { child } = one;
  one.isExpectedToEnd = true;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  signalAll(child, 'SIGTERM');
  const late = wait(STOPS_WITHIN_MS).then(() => signalAll(child, 'SIGKILL'));
  await Promise.race([gone, late]);
}
