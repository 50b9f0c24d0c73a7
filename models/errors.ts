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
