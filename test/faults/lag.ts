/** How long this process stood still: a machine with too much to do keeps people waiting, and the bot cannot help it. */
export interface Lag {
  /** To be called every so often; `now` in milliseconds since 1970. */
  tick(now: number): void;
  /** Milliseconds since a moment (since 1970) in which the ticks were late. */
  since(moment: number): number;
}

/** A tick that is less late than this, in milliseconds, holds nobody up. */
const LATE_MS = 250;

/** Measures by ticks that are to come every `everyMs` milliseconds. */
export function createLag(everyMs: number): Lag {
  const stops: { from: number; to: number }[] = [];
  let due = Number.POSITIVE_INFINITY;
  return {
    tick(now) {
      if (now - due >= LATE_MS) stops.push({ from: due, to: now });
      due = now + everyMs;
    },
    since: (moment) => stops.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, moment)), 0),
  };
}
