import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../models/store/errors.ts';
import { isRunning, markProcess, ProcessMark } from './process-mark.ts';

/**
 * Makes this process the only one that works with the folder, until the returned function is called
 * or the process ends in any way. Throws `already-running` while another live process has it.
 */
export async function claimFolder(home: string): Promise<() => Promise<void>> {
  const claim = join(home, 'owner.json');
  const draft = `${claim}.${process.pid}`;
  await writeFile(draft, JSON.stringify(markProcess(process.pid)), { mode: 0o600 });
  try {
    while (!(await linkIfFree(draft, claim))) await removeAbandoned(claim);
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(claim, { force: true });
}

/** Throws `already-running` while another live process works with the folder. */
export function demandUnclaimed(home: string): Promise<void> {
  return refuseIfOwned(join(home, 'owner.json'));
}

/** The live process that has claimed the folder, if there is one. */
export async function findOwner(home: string): Promise<ProcessMark | undefined> {
  const owner = await readOwner(join(home, 'owner.json'));
  return owner && isRunning(owner) ? owner : undefined;
}

async function linkIfFree(draft: string, claim: string): Promise<boolean> {
  try {
    await link(draft, claim);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function removeAbandoned(claim: string): Promise<void> {
  await refuseIfOwned(claim);
  // Renamed before it is removed: of two starts that find the same dead owner, one could otherwise
  // delete the claim that the other has just made.
  const removed = `${claim}.${process.pid}.abandoned`;
  await rename(claim, removed).catch(() => undefined);
  try {
    await refuseIfOwned(removed);
  } catch (error) {
    await linkIfFree(removed, claim);
    throw error;
  } finally {
    await rm(removed, { force: true });
  }
}

async function refuseIfOwned(claim: string): Promise<void> {
  const owner = await readOwner(claim);
  if (!owner || !isRunning(owner)) return;
  const message = 'Another process works with this folder';
  throw new AppError('already-running', { message, details: { pid: owner.pid } });
}

async function readOwner(claim: string): Promise<ProcessMark | undefined> {
  try {
    return ProcessMark.parse(JSON.parse(await readFile(claim, 'utf8')));
  } catch {
    return undefined;
  }
}
