import { constants, open } from 'node:fs/promises';
import { AppError } from '../../models/store/errors.ts';

/**
 * The bytes of a regular file. A pipe is never waited for. Throws `import-not-a-file` for anything else and, with
 * `noLinks`, for links; `file-unreadable`; `tooBig` where there are more bytes than `most`.
 */
export async function readRegularFile(
  file: string,
  limits: { most: number; tooBig: (file: string) => AppError; noLinks?: true },
): Promise<Buffer> {
  const follow = limits.noLinks === true ? constants.O_NOFOLLOW : 0;
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | follow).catch(
    (cause: unknown) =>
      Promise.reject(
        (cause as { code?: unknown }).code === 'ELOOP' ? notAFile(file, cause) : unreadable(file, cause),
      ),
  );
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw notAFile(file);
    if (found.size > limits.most) throw limits.tooBig(file);
    return await handle.readFile();
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
