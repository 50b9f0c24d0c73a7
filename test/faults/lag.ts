/** How long the machine kept everything waiting: it has too much to do, and the bot cannot help it. */
export interface Lag {
  /**
   * To be called every so often; `now` in milliseconds since 1970, `waits` is how long each process has waited for a
   * CPU since it began, in milliseconds by its id.
   */
  tick(now: number, waits: ReadonlyMap<number, number>): void;
  /** Milliseconds since a moment (since 1970) in which the ticks were late, or a process could not run. */
  since(moment: number): number;
}

interface Stop {
  from: number;
  to: number;
  /** What was lost of the time between. */
  ms: number;
}

/** What is lost between two ticks counts from here on; less is how any machine is. */
const LEAST_MS = 250;

/** Measures by ticks that are to come every `everyMs` milliseconds. */
export function createLag(everyMs: number): Lag {
  const stops: Stop[] = [];
  let last: { now: number; waits: ReadonlyMap<number, number> } | undefined;
  return {
    tick(now, waits) {
      if (last !== undefined) {
        const { now: from, waits: before } = last;
        const waited = Math.max(0, ...[...waits].map(([id, ms]) => ms - (before.get(id) ?? 0)));
        const ms = Math.max(now - from - everyMs, Math.min(waited, now - from));
        if (ms >= LEAST_MS) stops.push({ from, to: now, ms });
      }
      last = { now, waits };
    },
    since: (moment) => stops.reduce((sum, stop) => sum + lostSince(stop, moment), 0),
  };
}

function lostSince({ from, to, ms }: Stop, moment: number): number {
  return (ms * Math.max(0, to - Math.max(from, moment))) / (to - from);
}
