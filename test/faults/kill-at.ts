import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Stage } from './stage.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** A trap killAtTraffic on the next traffic of its kind; a fault that does not come about proves nothing. */
const SPRUNG_WITHIN_MS = 40_000;

/** What a script is called by on the wire. */
export function digestOf(script: string): string {
  const source = readFileSync(new URL(`../../models/store/scripts/${script}.lua`, import.meta.url), 'utf8');
  return createHash('sha1').update(source).digest('hex');
}

/** How a command of MongoDB begins on the wire: its name, the length of the collection's, the collection's. */
export function commandOn(collection: string, command: string): string {
  return `${command}\0${String.fromCharCode(collection.length + 1)}\0\0\0${collection}`;
}

/** Kills when something passes on a link: before the server gets it, or after. Throws if it does not. */
export async function killAtTraffic(
  link: TcpProxy,
  spring: { mark: string; how: 'keep' | 'pass'; kill(): void },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  link.trap({
    ...{ mark: spring.mark, how: spring.how },
    sprung() {
      spring.kill();
      resolve();
    },
  });
  await inTime(promise);
  link.mend();
}

/** Kills when the messenger is called, before the call has its effect or after. Throws if it is not. */
export async function killAtMessengerCall(
  stage: Stage,
  call: { method: string; when: 'before' | 'after'; kill(): void },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const then = () => {
    call.kill();
    resolve();
  };
  stage.emulator.fail({ method: call.method, times: 1, fault: { hang: call.when, then } });
  await inTime(promise);
}

async function inTime(happens: Promise<void>): Promise<void> {
  const first = await Promise.race([happens, wait(SPRUNG_WITHIN_MS, 'late', { ref: false })]);
  if (first === 'late') throw new Error('the fault did not come about');
}
