import type { Timing } from './timing.ts';

/** Holds calls back where Telegram asked to wait: in one chat, or of one method. */
export interface Gates {
  close(scope: string, seconds: number): void;
  /** True when the scope is open, at once or after a wait; false if it is closed for longer than that, or `signal` aborts. */
  pass(scope: string, how: { mostMs: number; signal: AbortSignal }): Promise<boolean>;
}

export function createGates({ now, pause }: { now(): Date; pause: Timing['pause'] }): Gates {
  const openAt = new Map<string, number>();
  return {
    close: (scope, seconds) => void openAt.set(scope, now().getTime() + seconds * 1000),
    async pass(scope, { mostMs, signal }) {
      for (let until = openAt.get(scope); until !== undefined; until = openAt.get(scope)) {
        const left = until - now().getTime();
        if (left <= 0) {
          openAt.delete(scope);
          return true;
        }
        if (left > mostMs || signal.aborted) return false;
        await pause(left, signal);
      }
      return true;
    },
  };
}
