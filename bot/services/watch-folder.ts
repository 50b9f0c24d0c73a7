import { statSync } from 'node:fs';

const LOOK_EVERY_MS = 1_000;

/**
 * Tells once when a folder is no longer there, or another one is in its place: a program that has its files open
 * goes on as if they were, and what it writes is lost when it ends.
 */
export function watchFolder(folder: string, onGone: () => void): { close(): void } {
  const first = identify(folder);
  const timer = setInterval(() => {
    if (identify(folder) === first) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

function identify(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false, bigint: true });
  return found && `${found.dev}:${found.ino}`;
}
