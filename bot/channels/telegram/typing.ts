/** The sign vanishes by itself after about five seconds. */
const AGAIN_AFTER_MS = 4_500;

/** Shows that work is under way when it takes longer than `afterMs`, until it is done. */
export async function showTyping<Result>(
  work: () => Promise<Result>,
  how: { afterMs: number; show(): void },
): Promise<Result> {
  let timer = setTimeout(function again() {
    how.show();
    timer = setTimeout(again, AGAIN_AFTER_MS);
  }, how.afterMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
