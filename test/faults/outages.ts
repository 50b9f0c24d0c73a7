import { setTimeout as wait } from 'node:timers/promises';
import type { Links } from './links.ts';
import { emptyDisk, fillDisk } from './places.ts';
import type { Fault, TrialContext } from './run-trial.ts';
import type { Stage } from './stage.ts';

type Who = 'bot' | 'worker';

export function serverAway(server: 'redis' | 'mongodb', seconds: number): Fault['strike'] {
  return async (stage) => {
    await stage[server].kill();
    await wait(seconds * 1_000);
    await stage[server].start();
    return undefined;
  };
}

/** What was written in the last moments before may be gone, of people who are told so. */
export async function wipeRedis(stage: Stage): Promise<{ missingSince: number }> {
  const redis = stage.openRedis();
  const missingSince = Date.now() - 5_000;
  await redis.flushall();
  redis.disconnect();
  return { missingSince };
}

export function cutLink(who: Who, link: keyof Links): Fault['strike'] {
  return async ({ links }, { seeded }) => {
    links[who][link].cut();
    await wait(seeded.between(200, 6_000));
    return undefined;
  };
}

export function freezeLink(who: Who, link: keyof Links): Fault['strike'] {
  return async ({ links }) => {
    links[who][link].freeze();
    await wait(20_000);
    return undefined;
  };
}

/** Nothing can be written for some seconds; a server that gives up is started again once there is room. */
export function fullDisk(part: 'redis' | 'mongodb' | 'log'): Fault['strike'] {
  return async (stage: Stage, { seeded }: TrialContext) => {
    fillDisk(stage.home);
    await wait(seeded.between(3_000, 8_000));
    emptyDisk(stage.home);
    if (part !== 'log' && !stage[part].isRunning()) await stage[part].start();
    return undefined;
  };
}

/** Nothing goes wrong at all. */
export async function lookOn(): Promise<undefined> {
  await wait(2_000);
  return undefined;
}
