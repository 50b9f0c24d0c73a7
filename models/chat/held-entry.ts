/** Stands in the id of a held outbox entry before the moment, in milliseconds since 1970, until which it is held. */
export const HELD_UNTIL = '@';

/** How long the receipt of a command is held back: the outcome that comes by then is told alone. */
export const HOLD_MS = 2_000;

/** Until when an outbox entry is held, by its id; undefined if it is not held at all. */
export function heldUntil(entry: string): Date | undefined {
  const [, moment] = entry.split(HELD_UNTIL);
  return moment === undefined ? undefined : new Date(Number(moment));
}

/** How long an outbox entry still has to wait. A moment that is too far ahead was written while a clock was wrong. */
export function msToWait(entry: string, now: Date): number {
  const ms = (heldUntil(entry)?.getTime() ?? 0) - now.getTime();
  return ms > HOLD_MS ? 0 : Math.max(0, ms);
}

/** Whether two outbox entries came with the same commit. */
export function areOfOneCommit(one: string, other: string): boolean {
  return one.split('.')[0] === other.split('.')[0];
}
