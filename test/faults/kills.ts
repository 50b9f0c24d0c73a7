import { setTimeout as wait } from 'node:timers/promises';
import { commandOn, digestOf, killAtMessengerCall, killAtTraffic } from './kill-at.ts';
import type { Links } from './links.ts';
import { setClock } from './places.ts';
import type { Fault, TrialContext } from './run-trial.ts';
import type { Stage } from './stage.ts';

type Who = 'bot' | 'worker';

/** Kills a process at a call of one of the scripts. */
export function killAt(
  who: Who,
  at: { link: keyof Links; script: string; how: 'keep' | 'pass' },
): Fault['strike'] {
  return async (stage) => {
    const mark = digestOf(at.script);
    await killAtTraffic(stage.links[who][at.link], { mark, how: at.how, kill: () => stage[who].kill() });
    return undefined;
  };
}

/** Kills a process at a call to the messenger. */
export function killAtCall(who: Who, at: { method: string; when: 'before' | 'after' }): Fault['strike'] {
  return async (stage) => {
    await killAtMessengerCall(stage, { ...at, kill: () => stage[who].kill() });
    return undefined;
  };
}

/** Somebody's invitation is used up, and in every second trial their chat is bound, when the bot is killed. */
export async function killJoiner(stage: Stage, { seeded }: TrialContext): Promise<undefined> {
  const mark =
    seeded.next() < 0.5 ? commandOn('identities', 'delete') : commandOn('invitations', 'findAndModify');
  await killAtTraffic(stage.links.bot.mongodb, { mark, how: 'pass', kill: () => stage.bot.kill() });
  return undefined;
}

/** What the bot left behind is being sent by the worker when that is killed, too. */
export async function killSweeper(stage: Stage): Promise<undefined> {
  const { bot, worker, links } = stage;
  const kill = () => bot.kill({ staysDown: true });
  await killAtTraffic(links.bot.redis, { mark: digestOf('commit'), how: 'pass', kill });
  await killAtMessengerCall(stage, { method: 'sendMessage', when: 'after', kill: () => worker.kill() });
  return undefined;
}

/** Kills the worker when a submission has just been recorded, so many times. */
export function killRecorder(times: number): Fault['strike'] {
  return async ({ links, worker }) => {
    const mark = commandOn('submissions', 'insert');
    for (let kill = 0; kill < times; kill += 1) {
      await killAtTraffic(links.worker.mongodb, { mark, how: 'pass', kill: () => worker.kill() });
      await worker.ready();
    }
    return undefined;
  };
}

export async function killBoth({ bot, worker }: Stage, { seeded }: TrialContext): Promise<undefined> {
  for (let kill = 0; kill < 5; kill += 1) {
    bot.kill();
    worker.kill();
    await wait(seeded.between(400, 2_500));
  }
  return undefined;
}

/** All are ended in order, or only the bot. */
export async function terminate({ bot, processes }: Stage, { seeded }: TrialContext): Promise<undefined> {
  const some = seeded.next() < 0.5 ? processes : [bot];
  await Promise.all(some.map((one) => one.terminate()));
  return undefined;
}

/** One after another, as a new version is rolled out. */
export async function terminateInTurn({ processes }: Stage): Promise<undefined> {
  for (const one of processes) {
    await one.terminate();
    await one.ready();
  }
  return undefined;
}

/** The bot is killed while the clock is wrong, so that what it left behind has to be found by the right one. */
export async function jumpClock({ home, bot, links }: Stage, { seeded }: TrialContext): Promise<undefined> {
  const jumps = ['+1h', '-1h', '+1d', '-1d', '+40d'].toSorted(() => seeded.next() - 0.5);
  for (const jump of jumps.slice(0, 3)) {
    setClock(home, jump);
    await wait(seeded.between(300, 1_500));
  }
  await killAtTraffic(links.bot.redis, { mark: digestOf('commit'), how: 'pass', kill: () => bot.kill() });
  setClock(home, '+0');
  return undefined;
}
