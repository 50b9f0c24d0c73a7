/** How long things may take; all of it can be set for tests. */
export interface Timing {
  /** One long poll, held open by Telegram. */
  pollSeconds: number;
  /** One call of a method, after which the connection counts as dead. */
  callSeconds: number;
  /** Work of this length is worth telling the person that it is under way. */
  typingAfterMs: number;
  /** A pushed update that is neither committed nor kept by then is asked for again. */
  takeWithinMs: number;
  /** Resolves after a time, or at once when the signal aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

export const DEFAULT_TIMING: Timing = {
  pollSeconds: 30,
  callSeconds: 12,
  typingAfterMs: 1_000,
  takeWithinMs: 25_000,
  pause,
};

/** Waits twice as long after each try, from half a second up to half a minute. */
export function backOffMs(tried: number): number {
  return Math.min(30_000, 500 * 2 ** (tried - 1));
}

/** What `node:timers/promises` does makes an error of each end that comes early, and here most ends do. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
