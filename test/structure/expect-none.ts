/** Fails if there are violations, and shows the advice and each violation on its own line. */
export function expectNone(violations: readonly string[], advice: string): void {
  if (violations.length === 0) return;
  const error = new Error([advice, ...violations.map((violation) => `  ${violation}`)].join('\n'));
  Error.captureStackTrace(error, expectNone);
  throw error;
}
