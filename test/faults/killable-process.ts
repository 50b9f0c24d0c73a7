import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '../..');
/** As a supervisor does, so that a process that cannot start does not take the machine. */
const RESTART_AFTER_MS = 300;
const MOST_LOG_LINES = 20_000;

/** The product in a process of its own, which is started again whenever it ends. */
export interface KillableProcess {
  /** Ends it without a chance to say anything; the supervisor starts another one, unless it is to stay down. */
  kill(how?: { staysDown: true }): void;
  /** Lets the supervisor start what was to stay down. */
  revive(): void;
  /** Asks it to end in order; the supervisor starts another one. Resolves when it has ended. */
  terminate(): Promise<void>;
  /** Resolves when it has begun its work. */
  ready(): Promise<void>;
  /** How often it ended by itself. */
  deaths(): number;
  /** Everything it wrote, newest last. */
  log(): readonly string[];
  stop(): Promise<void>;
}

/** Starts the program and keeps it running. `wrap` is put in front of its command. */
export function superviseProcess(of: {
  environment: NodeJS.ProcessEnv;
  logFile: string;
  wrap?: readonly string[];
}): KillableProcess {
  const { environment, logFile, wrap = [] } = of;
  const file = createWriteStream(logFile, { flags: 'a' });
  file.on('error', () => undefined);
  const lines: string[] = [];
  let child: ChildProcess | undefined;
  let expected = false;
  let deaths = 0;
  let isStopped = false;
  let staysDown = false;
  let isReady = false;
  let started = Promise.withResolvers<void>();

  function start(): void {
    const [program = '', ...args] = [...wrap, process.execPath, resolve(ROOT, 'bot/main.ts')];
    child = spawn(program, args, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    expected = false;
    isReady = false;
    readLines(child, {
      file,
      lines,
      ready: () => {
        isReady = true;
        started.resolve();
      },
    });
    child.once('exit', () => {
      if (isReady) started = Promise.withResolvers();
      isReady = false;
      if (!expected) deaths += 1;
      if (!staysDown) setTimeout(() => !isStopped && start(), RESTART_AFTER_MS);
    });
  }

  start();
  process.once('exit', () => child?.kill('SIGKILL'));
  return {
    kill(how) {
      expected = true;
      staysDown = how?.staysDown === true;
      child?.kill('SIGKILL');
    },
    revive() {
      if (!staysDown) return;
      staysDown = false;
      start();
    },
    async terminate() {
      expected = true;
      const gone = child === undefined ? undefined : once(child, 'exit');
      child?.kill('SIGTERM');
      await gone;
    },
    ready: () => started.promise,
    deaths: () => deaths,
    log: () => lines,
    async stop() {
      isStopped = true;
      expected = true;
      if (child !== undefined && child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await Promise.race([gone, wait(10_000)]);
        child.kill('SIGKILL');
      }
      file.end();
    },
  };
}

function readLines(child: ChildProcess, to: { file: WriteStream; lines: string[]; ready(): void }): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      to.file.write(chunk);
      to.lines.push(...chunk.split('\n').filter((line) => line !== ''));
      if (to.lines.length > MOST_LOG_LINES) to.lines.splice(0, to.lines.length - MOST_LOG_LINES);
      if (chunk.includes('Sẵn sàng')) to.ready();
    });
  }
}
