import { setTimeout as pause } from 'node:timers/promises';

const WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** Waits until something holds; fails with `what` if it does not in time. */
export async function waitUntil(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}
