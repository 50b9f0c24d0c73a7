/** Values that fill the placeholders of an error's sentence. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

interface AppErrorOptions {
  /** Why, in English, for the log; never holds a secret or a person's words. */
  message: string;
  details?: ErrorDetails;
  /** Sentences for the person that say more, such as one for each mistake in a file. */
  lines?: readonly string[];
  cause?: unknown;
}

/**
 * A failure that the product knows by name. `code` is stable and doubles as the locale key
 * `errors:<code>` of the sentence that a person reads; `details` fill that sentence.
 */
export class AppError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  readonly lines: readonly string[];

  constructor(code: string, options: AppErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.lines = options.lines ?? [];
  }
}

/** What MongoDB says where a write would give a unique index the same key twice. */
const DUPLICATE_KEY = 11_000;

/** Whether a write failed because a document with this key is there already, or another one of a bulk did. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}
