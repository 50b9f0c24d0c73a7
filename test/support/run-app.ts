import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const NODE_COMPILE_CACHE = join(tmpdir(), 'node-compile-cache');

/** A program of the project as an operator runs it: a process of its own. */
export interface RunningProgram {
  child: ChildProcess;
  /** Everything written to the terminal so far. */
  output(): string;
  /** What of it went to the standard output, where it can be piped on. */
  piped(): string;
  /** Types a line, where somebody sits at the terminal. */
  type(line: string): void;
  /** Resolves with the first match in the output; rejects if the program ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
}

/**
 * Runs `node <flags> <file> <arguments>` of the project with `environment` on top of a clean one; with `atTerminal` as if
 * somebody sat there, through a pseudo-terminal.
 */
export function runProgram(call: {
  file: string;
  flags?: readonly string[];
  args?: readonly string[];
  environment?: NodeJS.ProcessEnv;
  atTerminal?: boolean;
}): RunningProgram {
  const { PATH, HOME, TMPDIR, PIP_CERT, PIP_FIND_LINKS } = process.env;
  const { flags = [], args = [], atTerminal = false } = call;
  const line = [process.execPath, ...flags, resolve(ROOT, call.file), ...args];
  const [command = '', ...rest] = atTerminal ? throughTerminal(line) : line;
  const child = spawn(command, rest, {
    cwd: ROOT,
    // Compiled once for all programs, as `bot/run-on-node.js` has it.
    env: { PATH, HOME, TMPDIR, PIP_CERT, PIP_FIND_LINKS, NODE_COMPILE_CACHE, ...call.environment },
    stdio: [atTerminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let piped = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (stream === child.stdout) piped += chunk;
      for (const listen of listeners) listen();
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output: () => text,
    piped: () => piped,
    type: (line) => void child.stdin?.write(`${line}\n`),
    ended,
    says: (pattern) =>
      new Promise((found, fail) => {
        const look = () => {
          const match = pattern.exec(text);
          if (match !== null) found(match);
        };
        listeners.add(look);
        look();
        void ended.then(() => fail(new Error(`ended without saying ${pattern}:\n${text}`)));
      }),
  };
}

/** The command that runs another one at a pseudo-terminal of its own, and ends with its exit code. */
function throughTerminal(line: readonly string[]): string[] {
  const quoted = line.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return ['script', '--quiet', '--return', '--flush', '--command', quoted, '/dev/null'];
}
