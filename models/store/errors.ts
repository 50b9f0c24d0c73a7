/** Values that fill the placeholders of an error's sentence. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/**
 * An expected failure. `code` is stable, and `errors:<code>` is the locale key of the sentence that a person reads;
 * `details` fill that sentence. `message` is the reason in English, for the log, and never has a secret or a person's
 * words. `lines` are further sentences for the person, such as one for each mistake in a file.
 */
export class AppError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  readonly lines: readonly string[];

  constructor(
    code: string,
    options: { message: string; details?: ErrorDetails; lines?: readonly string[]; cause?: unknown },
  ) {
    super(options.message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.lines = options.lines ?? [];
  }
}

/** MongoDB's error code for a write that violates a unique index. */
const DUPLICATE_KEY = 11_000;

/** Whether a write failed because a document with this key is there already, or another one of a bulk did. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}

/** Whether a sealed text cannot be opened: its key is missing, or it was changed. */
export function isUnopenable(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'envelope-unreadable';
}
