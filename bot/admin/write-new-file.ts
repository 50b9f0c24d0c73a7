import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../models/errors.ts';

/**
 * Writes a file that is there as a whole or not at all, for its owner only. Throws `file-exists` unless `force`
 * is given, and `file-unwritable`.
 */
export async function writeNewFile(file: string, of: { bytes: Uint8Array; force: boolean }): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    await handle
      .writeFile(of.bytes)
      .then(() => handle.sync())
      .finally(() => handle.close());
    // A link is refused where the name is taken, even by somebody who took it this moment.
    await (of.force ? rename(unfinished, file) : link(unfinished, file));
  } catch (cause) {
    const isTaken = (cause as { code?: unknown }).code === 'EEXIST';
    throw new AppError(isTaken ? 'file-exists' : 'file-unwritable', {
      message: 'A file cannot be written',
      details: { file },
      cause,
    });
  } finally {
    await rm(unfinished, { force: true });
  }
}
