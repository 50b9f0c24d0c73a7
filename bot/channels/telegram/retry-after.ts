import type { Timing } from './timing.ts';

/** Holds calls back where Telegram asked to wait: in one chat, or of one method. */
export interface RetryAfter {
  block(scope: string, seconds: number): void;
  /** True when the scope is open, at once or after a wait; false if it is blocked for longer than that, or `signal` aborts. */
  waitUntilOpen(scope: string, how: { mostMs: number; signal: AbortSignal }): Promise<boolean>;
}

export function createRetryAfter({ now, pause }: { now(): Date; pause: Timing['pause'] }): RetryAfter {
  /** When each scope opens, and how long that was to be: should the clock jump back, it is no longer. */
  const blocked = new Map<string, { until: number; mostMs: number }>();
  return {
    block(scope, seconds) {
      const mostMs = seconds * 1000;
      blocked.set(scope, { until: now().getTime() + mostMs, mostMs });
    },
    async waitUntilOpen(scope, { mostMs, signal }) {
      for (let wait = blocked.get(scope); wait !== undefined; wait = blocked.get(scope)) {
        const left = wait.until - now().getTime();
        if (left <= 0 || left > wait.mostMs) {
          blocked.delete(scope);
          return true;
        }
        if (left > mostMs || signal.aborted) return false;
        await pause(left, signal);
      }
      return true;
    },
  };
}
