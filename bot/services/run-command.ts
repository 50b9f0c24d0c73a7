import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { signalQuietly } from './process-identity.ts';

interface CommandOptions {
  /** Ends the command and everything that it started; the promise then rejects. */
  signal?: AbortSignal | undefined;
  /** File to which its output is added. */
  log?: string;
  onLine?(line: string): void;
}

/** Runs a command to its end and returns what it printed. Rejects if it cannot start, fails or is ended. */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const [program = '', ...args] = command;
  const { signal, log, onLine } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // A group of its own: Ctrl-C must reach us alone, and we must be able to end its children too.
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    const take = (line: string) => {
      lines.push(line);
      onLine?.(line);
      if (!log) return;
      try {
        appendFileSync(log, `${line}\n`, { mode: 0o600 });
      } catch (error) {
        // On a full disk the command would fail in a moment, and say less well why.
        reject(error);
        endGroup();
      }
    };
    const endGroup = () => child.pid && signalQuietly(-child.pid, 'SIGKILL');
    createInterface({ input: child.stdout }).on('line', take);
    createInterface({ input: child.stderr }).on('line', take);
    signal?.addEventListener('abort', endGroup, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', endGroup);
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0) resolve(lines.join('\n'));
      else reject(new Error(`${program} ended with ${code ?? 'a signal'}: ${lines.slice(-5).join('\n')}`));
    });
  });
}
