import type { Timing } from './timing.ts';

/** Holds calls back where Telegram asked to wait: in one chat, or of one method. */
export interface Gates {
  close(scope: string, seconds: number): void;
  /** True when the scope is open, at once or after a wait; false if it is closed for longer than that, or `signal` aborts. */
  pass(scope: string, how: { mostMs: number; signal: AbortSignal }): Promise<boolean>;
}

export function createGates({ now, pause }: { now(): Date; pause: Timing['pause'] }): Gates {
  /** When each scope opens, and how long that was to be: should the clock jump back, it is no longer. */
  const closed = new Map<string, { until: number; mostMs: number }>();
  return {
    close(scope, seconds) {
      const mostMs = seconds * 1000;
      closed.set(scope, { until: now().getTime() + mostMs, mostMs });
    },
    async pass(scope, { mostMs, signal }) {
      for (let gate = closed.get(scope); gate !== undefined; gate = closed.get(scope)) {
        const left = gate.until - now().getTime();
        if (left <= 0 || left > gate.mostMs) {
          closed.delete(scope);
          return true;
        }
        if (left > mostMs || signal.aborted) return false;
        await pause(left, signal);
      }
      return true;
    },
  };
}
