import { constants, type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../models/store/errors.ts';

/**
 * The bytes of a regular file. A pipe is never waited for. Throws `import-not-a-file` for anything else and, with
 * `noLinks`, for links; `file-unreadable`; `tooBig` where there are more bytes than `most`.
 */
export async function readRegularFile(
  file: string,
  limits: { most: number; tooBig: (file: string) => AppError; noLinks?: true },
): Promise<Buffer> {
  return await withFile(file, limits, async (handle) => {
    if ((await handle.stat()).size > limits.most) throw limits.tooBig(file);
    return await handle.readFile();
  });
}

/** The first bytes of a regular file that is no link, at most `length`. Throws as `readRegularFile` does. */
export async function readHeadOfFile(file: string, length: number): Promise<Buffer> {
  return await withFile(file, { noLinks: true }, async (handle) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  });
}

async function withFile(
  file: string,
  { noLinks = undefined }: { noLinks?: true },
  read: (handle: FileHandle) => Promise<Buffer>,
): Promise<Buffer> {
  const follow = noLinks === true ? constants.O_NOFOLLOW : 0;
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | follow).catch(
    (cause: unknown) =>
      Promise.reject(
        (cause as { code?: unknown }).code === 'ELOOP' ? notAFile(file, cause) : unreadable(file, cause),
      ),
  );
  try {
    if (!(await handle.stat()).isFile()) throw notAFile(file);
    return await read(handle);
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, cause: unknown): AppError {
  return new AppError('file-unreadable', { message: 'A file cannot be read', details: { file }, cause });
}

function notAFile(file: string, cause?: unknown): AppError {
  return new AppError('import-not-a-file', { message: 'No regular file', details: { file }, cause });
}
