import { ApiError } from './api-error.ts';

/** The one long poll that may be open. */
export interface AwaitUpdates {
  /** Waits for updates or for the time to pass, then reads. Forgets the caller when they hang up. */
  wait(poll: { seconds: number; gone: AbortSignal; read(): string }): Promise<string>;
  /** Lets the open poll read now. */
  wake(): void;
  /** Ends the open poll, because another one has begun. */
  refuse(): void;
}

interface Waiter {
  answer(): void;
  refuse(): void;
}

const TAKEN_OVER =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';

export function createAwaitUpdates(): AwaitUpdates {
  let waiter: Waiter | undefined;

  function wait({ seconds, gone, read }: { seconds: number; gone: AbortSignal; read(): string }) {
    return new Promise<string>((resolve, reject) => {
      let isOver = false;
      const over = () => {
        if (isOver) return false;
        isOver = true;
        clearTimeout(timer);
        if (waiter === own) waiter = undefined;
        return true;
      };
      const own: Waiter = {
        answer() {
          // Updates that arrive at the same moment are sent together.
          setImmediate(() => over() && resolve(read()));
        },
        refuse: () => over() && reject(new ApiError(409, TAKEN_OVER)),
      };
      const timer = setTimeout(own.answer, seconds * 1000);
      gone.addEventListener('abort', over);
      waiter = own;
    });
  }

  return { wait, wake: () => waiter?.answer(), refuse: () => waiter?.refuse() };
}
