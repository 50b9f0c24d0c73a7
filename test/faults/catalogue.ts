import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { emptyDisk, fillDisk, ownClock, pushed, setClock, smallDisk, tracedRedis } from './places.ts';
import type { Fault, TrialContext } from './run-trial.ts';
import type { Links, Stage } from './stage.ts';
import type { TcpProxy } from './tcp-proxy.ts';

type Who = 'bot' | 'worker';

/** What the files of a trial need, and little more. */
const MEGABYTES = { redis: 40, mongodb: 400, log: 1 };

/** A trap springs on the next traffic of its kind; a fault that does not come about proves nothing. */
const SPRUNG_WITHIN_MS = 40_000;

/** How the record of a submission begins on the wire: a command, the length of a name, the name. */
const INSERTED = 'insert\0\x0c\0\0\0submissions';

/** Everything that is made to go wrong, in the order of the table. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'bot killed before a commit',
    trials: 10,
    strike: killAt('bot', { link: 'redis', script: 'commit', how: 'keep' }),
  },
  {
    name: 'bot killed after a commit',
    trials: 10,
    strike: killAt('bot', { link: 'redis', script: 'commit', how: 'pass' }),
  },
  {
    name: 'bot killed after acknowledging',
    trials: 10,
    strike: killAtCall('bot', { method: 'getUpdates', when: 'after' }),
  },
  {
    name: 'bot killed before a message is sent',
    trials: 10,
    strike: killAtCall('bot', { method: 'sendMessage', when: 'before' }),
  },
  {
    name: 'bot killed after a message is sent',
    trials: 10,
    strike: killAtCall('bot', { method: 'sendMessage', when: 'after' }),
  },
  { name: 'bot killed, worker killed while sweeping', trials: 5, strike: killSweeper },
  { name: 'worker killed while recording', trials: 10, strike: killRecorder(1) },
  { name: 'worker killed twice on one job', trials: 5, strike: killRecorder(2) },
  { name: 'bot and worker killed five times', trials: 5, strike: killBoth },
  ...[2, 12, 45].map(
    (seconds): Fault => ({
      name: `Redis killed, away ${seconds} s`,
      trials: seconds > 20 ? 3 : 6,
      strike: serverAway('redis', seconds),
    }),
  ),
  ...[1, 15, 60].map(
    (seconds): Fault => ({
      name: `MongoDB killed, away ${seconds} s`,
      saysOnce: true,
      trials: seconds > 20 ? 3 : 6,
      strike: serverAway('mongodb', seconds),
    }),
  ),
  { name: 'Redis wiped', trials: 10, strike: wipeRedis },
  ...linksOf((who, link) => ({ name: `${who}–${link} cut`, trials: 4, strike: cutLink(who, link) })),
  ...linksOf((who, link) => ({
    name: `${who}–${link} half-open`,
    trials: 3,
    strike: freezeLink(who, link),
  })),
  { name: 'updates delivered twice, out of turn', saysOnce: true, trials: 6, strike: repeatUpdates },
  { name: 'updates delayed', saysOnce: true, trials: 4, strike: delayUpdates },
  { name: 'told to wait (429)', saysOnce: true, trials: 4, strike: floodWait },
  { name: 'messenger fails (5xx)', saysOnce: true, trials: 4, strike: serverErrors },
  { name: 'answer lost after a send', trials: 4, strike: lostAnswers },
  { name: 'SIGTERM under load', saysOnce: true, trials: 10, members: 100, strike: terminate },
  ...(['redis', 'mongodb', 'log'] as const).map((part) => ({
    name: `disk of the ${part} full`,
    trials: 3,
    place: (home: string) => smallDisk(home, { part, megabytes: MEGABYTES[part] }),
    strike: fullDisk(part),
  })),
  {
    name: 'pushed: bot killed before a commit',
    trials: 3,
    place: pushed,
    strike: killAt('bot', { link: 'redis', script: 'commit', how: 'keep' }),
  },
  {
    name: 'pushed: bot killed after a commit',
    trials: 3,
    place: pushed,
    strike: killAt('bot', { link: 'redis', script: 'commit', how: 'pass' }),
  },
  {
    name: 'pushed: Redis killed, away 12 s',
    trials: 3,
    place: pushed,
    strike: serverAway('redis', 12),
  },
  {
    name: 'pushed: updates twice, out of turn',
    trials: 3,
    saysOnce: true,
    place: pushed,
    strike: repeatUpdates,
  },
  {
    name: 'pushed: SIGTERM under load',
    trials: 3,
    saysOnce: true,
    place: pushed,
    members: 100,
    strike: terminate,
  },
  { name: 'clock jumps', trials: 6, place: ownClock, strike: jumpClock },
  { name: 'power cut: synced before acknowledged', trials: 2, place: tracedRedis, strike: lookOn },
];

function linksOf(toFault: (who: Who, link: keyof Links) => Fault): Fault[] {
  const links = ['redis', 'mongodb', 'messenger'] as const;
  return (['bot', 'worker'] as const).flatMap((who) => links.map((link) => toFault(who, link)));
}

/** What a script is called by on the wire. */
function digestOf(script: string): string {
  const source = readFileSync(new URL(`../../models/scripts/${script}.lua`, import.meta.url), 'utf8');
  return createHash('sha1').update(source).digest('hex');
}

function killAt(who: Who, at: { link: keyof Links; script: string; how: 'keep' | 'pass' }): Fault['strike'] {
  return async (stage) => {
    await springs(stage.links[who][at.link], {
      mark: digestOf(at.script),
      how: at.how,
      kill: () => stage[who].kill(),
    });
    return undefined;
  };
}

/** Kills when something passes. Throws if it does not. */
async function springs(
  link: TcpProxy,
  of: { mark: string; how: 'keep' | 'pass'; kill(): void },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  link.trap({
    ...{ mark: of.mark, how: of.how },
    sprung() {
      of.kill();
      resolve();
    },
  });
  await inTime(promise);
  link.mend();
}

async function inTime(happens: Promise<void>): Promise<void> {
  const first = await Promise.race([happens, wait(SPRUNG_WITHIN_MS, 'late')]);
  if (first === 'late') throw new Error('the fault did not come about');
}

function killAtCall(who: Who, at: { method: string; when: 'before' | 'after' }): Fault['strike'] {
  return async (stage) => {
    await meets(stage, { ...at, kill: () => stage[who].kill() });
    return undefined;
  };
}

async function meets(
  stage: Stage,
  of: { method: string; when: 'before' | 'after'; kill(): void },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const then = () => {
    of.kill();
    resolve();
  };
  stage.emulator.fail({ method: of.method, times: 1, fault: { hang: of.when, then } });
  await inTime(promise);
}

/** What the bot left behind is being sent by the worker when that is killed, too. */
async function killSweeper(stage: Stage): Promise<undefined> {
  const { bot, worker, links } = stage;
  await springs(links.bot.redis, {
    ...{ mark: digestOf('commit'), how: 'pass' },
    kill: () => bot.kill({ staysDown: true }),
  });
  await meets(stage, { method: 'sendMessage', when: 'after', kill: () => worker.kill() });
  return undefined;
}

function killRecorder(times: number): Fault['strike'] {
  return async ({ links, worker }) => {
    for (let kill = 0; kill < times; kill += 1) {
      await springs(links.worker.mongodb, { mark: INSERTED, how: 'pass', kill: () => worker.kill() });
      await worker.ready();
    }
    return undefined;
  };
}

async function killBoth({ bot, worker }: Stage, { seeded }: TrialContext): Promise<undefined> {
  for (let kill = 0; kill < 5; kill += 1) {
    bot.kill();
    worker.kill();
    await wait(seeded.between(400, 2_500));
  }
  return undefined;
}

function serverAway(server: 'redis' | 'mongodb', seconds: number): Fault['strike'] {
  return async (stage) => {
    await stage[server].kill();
    await wait(seconds * 1_000);
    await stage[server].start();
    return undefined;
  };
}

/** What was written in the last moments before may be gone, of people who are told so. */
async function wipeRedis(stage: Stage): Promise<{ missingSince: number }> {
  const redis = stage.openRedis();
  const missingSince = Date.now() - 5_000;
  await redis.flushall();
  redis.disconnect();
  return { missingSince };
}

function cutLink(who: Who, link: keyof Links): Fault['strike'] {
  return async ({ links }, { seeded }) => {
    links[who][link].cut();
    await wait(seeded.between(200, 6_000));
    return undefined;
  };
}

function freezeLink(who: Who, link: keyof Links): Fault['strike'] {
  return async ({ links }) => {
    links[who][link].freeze();
    await wait(20_000);
    return undefined;
  };
}

/** Each of the last updates comes again several times, long after the ones that followed it. */
async function repeatUpdates({ emulator }: Stage, { seeded, sent }: TrialContext): Promise<undefined> {
  for (let round = 0; round < 10; round += 1) {
    const some = sent.slice(-60).filter(() => seeded.next() < 0.5);
    emulator.repeat(...some.toSorted(() => seeded.next() - 0.5));
    await wait(seeded.between(50, 400));
  }
  return undefined;
}

async function delayUpdates({ emulator }: Stage, { seeded }: TrialContext): Promise<undefined> {
  for (let round = 0; round < 3; round += 1) {
    const until = wait(seeded.between(2_000, 6_000));
    emulator.fail({ method: 'getUpdates', times: 1, fault: { until } });
    await until;
  }
  return undefined;
}

async function floodWait({ emulator }: Stage, { seeded, members }: TrialContext): Promise<undefined> {
  for (const { phone } of members) {
    const retryAfter = seeded.between(1, 8);
    if (seeded.next() < 0.5) {
      emulator.fail({ method: 'sendMessage', chat: phone.id, times: 1, fault: { status: 429, retryAfter } });
    }
  }
  emulator.fail({ method: 'getUpdates', times: 1, fault: { status: 429, retryAfter: 2 } });
  await wait(3_000);
  return undefined;
}

async function serverErrors({ emulator }: Stage, { seeded }: TrialContext): Promise<undefined> {
  const until = Date.now() + seeded.between(1_000, 8_000);
  emulator.fail({ while: () => Date.now() < until, fault: { status: 502 } });
  await wait(until - Date.now());
  return undefined;
}

async function lostAnswers({ emulator }: Stage, { seeded }: TrialContext): Promise<undefined> {
  emulator.fail({ method: 'sendMessage', times: seeded.between(3, 20), fault: { cut: 'after' } });
  emulator.fail({ method: 'editMessageText', times: seeded.between(3, 20), fault: { hang: 'after' } });
  await wait(2_000);
  return undefined;
}

async function terminate({ bot, worker }: Stage, { seeded }: TrialContext): Promise<undefined> {
  const both = [bot, worker];
  await Promise.all(seeded.next() < 0.5 ? both.map((one) => one.terminate()) : [bot.terminate()]);
  return undefined;
}

/** Nothing can be written for some seconds; a server that gives up is started again once there is room. */
function fullDisk(part: 'redis' | 'mongodb' | 'log'): Fault['strike'] {
  return async (stage, { seeded }) => {
    fillDisk(stage.home);
    await wait(seeded.between(3_000, 8_000));
    emptyDisk(stage.home);
    if (part !== 'log' && !stage[part].isRunning()) await stage[part].start();
    return undefined;
  };
}

/** The bot is killed while the clock is wrong, so that what it left behind has to be found by the right one. */
async function jumpClock({ home, bot, links }: Stage, { seeded }: TrialContext): Promise<undefined> {
  const jumps = ['+1h', '-1h', '+1d', '-1d', '+40d'].toSorted(() => seeded.next() - 0.5);
  for (const jump of jumps.slice(0, 3)) {
    setClock(home, jump);
    await wait(seeded.between(300, 1_500));
  }
  await springs(links.bot.redis, { mark: digestOf('commit'), how: 'pass', kill: () => bot.kill() });
  setClock(home, '+0');
  return undefined;
}

async function lookOn(): Promise<undefined> {
  await wait(2_000);
  return undefined;
}
