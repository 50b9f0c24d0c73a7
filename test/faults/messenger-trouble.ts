import { setTimeout as wait } from 'node:timers/promises';
import type { TrialContext } from './run-trial.ts';
import type { Stage } from './stage.ts';

const LATE_UPDATES = 60;

/** Each of the last updates comes again several times, long after the ones that followed it. */
export async function repeatUpdates(
  { emulator, updates }: Stage,
  { seeded }: TrialContext,
): Promise<undefined> {
  for (let round = 0; round < 10; round += 1) {
    const some = updates()
      .slice(-LATE_UPDATES)
      .filter(() => seeded.next() < 0.5);
    emulator.repeat(...some.toSorted(() => seeded.next() - 0.5));
    await wait(seeded.between(50, 400));
  }
  return undefined;
}

export async function delayUpdates({ emulator }: Stage, { seeded }: TrialContext): Promise<undefined> {
  for (let round = 0; round < 3; round += 1) {
    const until = wait(seeded.between(2_000, 6_000));
    emulator.fail({ method: 'getUpdates', times: 1, fault: { until } });
    await until;
  }
  return undefined;
}

export async function floodWait({ emulator }: Stage, { seeded, crowd }: TrialContext): Promise<undefined> {
  for (const chat of crowd.members.flatMap(({ phones }) => phones().map(({ id }) => id))) {
    const retryAfter = seeded.between(1, 8);
    if (seeded.next() < 0.5) {
      emulator.fail({ method: 'sendMessage', chat, times: 1, fault: { status: 429, retryAfter } });
    }
  }
  emulator.fail({ method: 'getUpdates', times: 1, fault: { status: 429, retryAfter: 2 } });
  await wait(3_000);
  return undefined;
}

export async function serverErrors({ emulator }: Stage, { seeded }: TrialContext): Promise<undefined> {
  const until = Date.now() + seeded.between(1_000, 8_000);
  emulator.fail({ while: () => Date.now() < until, fault: { status: 502 } });
  await wait(until - Date.now());
  return undefined;
}

export async function lostAnswers({ emulator }: Stage, { seeded }: TrialContext): Promise<undefined> {
  emulator.fail({ method: 'sendMessage', times: seeded.between(3, 20), fault: { cut: 'after' } });
  emulator.fail({ method: 'editMessageText', times: seeded.between(3, 20), fault: { hang: 'after' } });
  await wait(2_000);
  return undefined;
}
