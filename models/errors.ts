/** Values that fill the placeholders of an error's sentence. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

interface AppErrorOptions {
  /** Why, in English, for the log; never holds a secret or a person's words. */
  message: string;
  details?: ErrorDetails;
  cause?: unknown;
}

/**
 * A failure that the product knows by name. `code` is stable and doubles as the locale key
 * `errors:<code>` of the sentence that a person reads; `details` fill that sentence.
 */
export class AppError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(code: string, options: AppErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
