import { randomUUID } from 'node:crypto';
import { access, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../models/store/errors.ts';

/**
 * Writes a file that is there as a whole or not at all, for its owner only; what it holds is made only once it is
 * sure that it can be written. Throws `file-exists` unless `force` is given, and `file-unwritable`.
 */
export async function writeNewFile(
  file: string,
  { make, force }: { make: () => Promise<Uint8Array>; force: boolean },
): Promise<void> {
  if (!force) await demandFree(file);
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  const handle = await open(unfinished, 'wx', 0o600).catch((cause: unknown) =>
    Promise.reject(failure(file, cause)),
  );
  try {
    const bytes = await make();
    await handle.writeFile(bytes).then(() => handle.sync());
    // A link is refused where the name is taken, even by a process that took it this moment.
    await (force ? rename(unfinished, file) : link(unfinished, file));
  } catch (cause) {
    throw cause instanceof AppError ? cause : failure(file, cause);
  } finally {
    await handle.close();
    await rm(unfinished, { force: true });
  }
}

/** Throws `file-exists` where a file or folder of this name is there already. */
export async function demandFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw failure(path, { code: 'EEXIST' });
}

/** Makes a folder for its owner only, unless it is there; whether it is new. Throws `file-unwritable`. */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    return (await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined;
  } catch (cause) {
    throw failure(path, { cause });
  }
}

function failure(file: string, cause: unknown): AppError {
  const isTaken = (cause as { code?: unknown }).code === 'EEXIST';
  return new AppError(isTaken ? 'file-exists' : 'file-unwritable', {
    message: 'A file cannot be written',
    details: { file },
    cause,
  });
}
