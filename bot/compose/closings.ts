import type { Log } from '../../handlers/ports.ts';

/** All that was opened while the app was put together, in its order. */
export interface Closings {
  /** To be called right after something was opened; `name` is what the log calls it. */
  add(name: string, close: () => Promise<unknown>): void;
  /**
   * Closes what was opened last first, also after a start that failed halfway. A closing that fails is logged, and the
   * others are closed all the same. Never rejects; gives up, with an error in the log, when it takes too long.
   */
  closeAll(): Promise<void>;
}

const CLOSE_WITHIN_MS = 8_000;

interface Options {
  log: Log;
  /** Called after each closing: what is under way still finds open what it needs. */
  finishWork(): Promise<void>;
  withinMs?: number;
}

/** Makes the list; it is empty. */
export function createClosings(options: Options): Closings {
  const opened: { name: string; close: () => Promise<unknown> }[] = [];
  let closing: Promise<void> | undefined;

  async function closeInOrder(): Promise<void> {
    for (let last = opened.pop(); last !== undefined; last = opened.pop()) {
      try {
        await last.close();
      } catch (error) {
        options.log.warn({ err: error, part: last.name }, 'A part did not close');
      }
      await options.finishWork();
    }
  }

  return {
    add: (name, close) => void opened.push({ name, close }),
    closeAll() {
      closing ??= withinTime(closeInOrder(), options);
      return closing;
    },
  };
}

async function withinTime(closing: Promise<void>, { log, withinMs = CLOSE_WITHIN_MS }: Options) {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<'too-long'>((resolve) => {
    timer = setTimeout(resolve, withinMs, 'too-long');
  });
  if ((await Promise.race([closing, tooLong])) === 'too-long') {
    log.error({}, 'Stopping took too long; what is committed is taken up at the next start');
  }
  clearTimeout(timer);
}
