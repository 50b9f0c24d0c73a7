/** Fails under what to do about it, with every violation on a line of its own. */
export function expectNone(violations: readonly string[], advice: string): void {
  if (violations.length === 0) return;
  const error = new Error([advice, ...violations.map((violation) => `  ${violation}`)].join('\n'));
  Error.captureStackTrace(error, expectNone);
  throw error;
}
