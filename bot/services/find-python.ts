import { AppError } from '../../models/store/errors.ts';
import { runCommand } from './run-command.ts';

/** A Python interpreter in which the servers' wheels can be installed. */
interface Python {
  command: string;
  version: string;
}

const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
const OLDEST = 11;
const NEWEST = 13;

// The real path, because a link like /usr/bin/python3 leads to another version after an upgrade.
const QUESTION = `
import importlib.util as modules, os, sys
print(*sys.version_info[:2], bool(modules.find_spec('venv') and modules.find_spec('ensurepip')))
print(os.path.realpath(sys.executable))`;

/**
 * Finds a Python that the pinned wheels exist for. Throws `python-missing`, or `python-incomplete` where
 * one is found without the modules that make virtual environments (Debian ships them apart).
 */
export async function findPython(): Promise<Python> {
  let incomplete: string | undefined;
  for (const name of NAMES) {
    const answer = await ask(name);
    if (answer?.major !== 3 || answer.minor < OLDEST || answer.minor > NEWEST) continue;
    const version = `3.${answer.minor}`;
    if (answer.complete) return { command: answer.command, version };
    incomplete ??= version;
  }
  if (incomplete === undefined) {
    throw new AppError('python-missing', { message: 'No Python 3.11–3.13 on PATH' });
  }
  const message = 'Python lacks venv or ensurepip';
  throw new AppError('python-incomplete', { message, details: { version: incomplete } });
}

async function ask(name: string) {
  const signal = AbortSignal.timeout(10_000);
  const output = await runCommand([name, '-I', '-c', QUESTION], { signal }).catch(() => '');
  const [facts = '', command] = output.split('\n');
  const [major, minor, complete] = facts.split(' ');
  return command
    ? { command, major: Number(major), minor: Number(minor), complete: complete === 'True' }
    : undefined;
}
