import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Pace, Report } from './orders.ts';

/** The emulated messenger with its people, in a process of its own. */
export interface Messenger {
  pid: number;
  root: string;
  token: string;
  /** Carries out an order; rejects if it takes too long. */
  order(order: Order): Promise<Pace>;
  stop(): Promise<void>;
}

const WITHIN_MS = 180_000;

/** Starts a messenger whose API answers every call after `delayMs`. */
export async function startMessenger(delayMs: number): Promise<Messenger> {
  const child = fork(join(import.meta.dirname, 'telegram.ts'), [String(delayMs)]);
  const report = async () => {
    const [said] = (await once(child, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [Report];
    if ('failure' in said) throw new Error(said.failure);
    return said;
  };
  const { root, token } = (await report()) as { root: string; token: string };
  return {
    pid: child.pid as number,
    root,
    token,
    async order(order) {
      const said = report();
      child.send(order);
      return (await said) as Pace;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
