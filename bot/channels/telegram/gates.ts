import type { Timing } from './timing.ts';

interface Patience {
  mostMs: number;
  /** Ends the wait. */
  signal: AbortSignal;
}

/** Holds calls back where Telegram asked to wait: in one chat, or (scope undefined) everywhere. */
export interface Gates {
  close(scope: string | undefined, seconds: number): void;
  /** Resolves when the scope is open: true at once or after a wait, false if it stays closed for more than `mostMs`. */
  pass(scope: string | undefined, how: Patience): Promise<boolean>;
}

const EVERYWHERE = '*';

export function createGates({ now, pause }: { now(): Date; pause: Timing['pause'] }): Gates {
  const openAt = new Map<string, number>();

  function close(scope: string | undefined, seconds: number): void {
    openAt.set(scope ?? EVERYWHERE, now().getTime() + seconds * 1000);
  }

  async function passOne(gate: string, { mostMs, signal }: Patience): Promise<boolean> {
    const until = openAt.get(gate);
    if (until === undefined) return true;
    const left = until - now().getTime();
    if (left > mostMs) return false;
    if (left > 0) await pause(left, signal);
    if (openAt.get(gate) === until) openAt.delete(gate);
    return true;
  }

  async function pass(scope: string | undefined, how: Patience): Promise<boolean> {
    if (!(await passOne(EVERYWHERE, how))) return false;
    return scope === undefined || (await passOne(scope, how));
  }

  return { close, pass };
}
