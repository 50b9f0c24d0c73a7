import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../models/store/errors.ts';
import { identifyProcess, isRunning, ProcessIdentity } from './process-identity.ts';

/**
 * Makes this process the only one that works with the folder, until the returned function is called
 * or the process ends in any way. Throws `already-running` while another live process holds it.
 */
export async function lockFolder(home: string): Promise<() => Promise<void>> {
  const lock = join(home, 'owner.json');
  const temporary = `${lock}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(identifyProcess(process.pid)), { mode: 0o600 });
  try {
    while (!(await linkIfFree(temporary, lock))) await removeStale(lock);
  } finally {
    await rm(temporary, { force: true });
  }
  return () => rm(lock, { force: true });
}

/** Throws `already-running` while another live process works with the folder. */
export function demandUnlocked(home: string): Promise<void> {
  return refuseIfHeld(join(home, 'owner.json'));
}

/** The live process that has locked the folder, if there is one. */
export async function findLockHolder(home: string): Promise<ProcessIdentity | undefined> {
  const holder = await readHolder(join(home, 'owner.json'));
  return holder && isRunning(holder) ? holder : undefined;
}

async function linkIfFree(temporary: string, lock: string): Promise<boolean> {
  try {
    await link(temporary, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(lock: string): Promise<void> {
  await refuseIfHeld(lock);
  // Renamed before it is removed: of two starts that find the same dead holder, one could otherwise
  // delete the lock that the other has just made.
  const removed = `${lock}.${process.pid}.abandoned`;
  await rename(lock, removed).catch(() => undefined);
  try {
    await refuseIfHeld(removed);
  } catch (error) {
    await linkIfFree(removed, lock);
    throw error;
  } finally {
    await rm(removed, { force: true });
  }
}

async function refuseIfHeld(lock: string): Promise<void> {
  const holder = await readHolder(lock);
  if (!holder || !isRunning(holder)) return;
  const message = 'Another process works with this folder';
  throw new AppError('already-running', { message, details: { pid: holder.pid } });
}

async function readHolder(lock: string): Promise<ProcessIdentity | undefined> {
  try {
    return ProcessIdentity.parse(JSON.parse(await readFile(lock, 'utf8')));
  } catch {
    return undefined;
  }
}
