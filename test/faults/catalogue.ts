import {
  jumpClock,
  killAt,
  killAtCall,
  killBoth,
  killJoiner,
  killRecorder,
  killSweeper,
  terminate,
  terminateInTurn,
} from './kills.ts';
import type { Links } from './links.ts';
import { delayUpdates, floodWait, lostAnswers, repeatUpdates, serverErrors } from './messenger-trouble.ts';
import { breakOne, flood } from './one-person.ts';
import { cutLink, freezeLink, fullDisk, lookOn, serverAway, wipeRedis } from './outages.ts';
import { ownClock, pushed, smallDisk, tracedRedis } from './places.ts';
import type { Fault } from './run-trial.ts';

/** What the files of a trial need, and little more. */
const MEGABYTES = { redis: 40, mongodb: 400, log: 1 };

const BEFORE_COMMIT = { link: 'redis', script: 'commit', how: 'keep' } as const;
const AFTER_COMMIT = { link: 'redis', script: 'commit', how: 'pass' } as const;

const PEOPLE: Fault[] = [
  { name: 'nothing goes wrong', saysOnce: true, trials: 10, strike: lookOn },
  { name: 'one conversation cannot be committed', trials: 6, strike: breakOne },
  { name: 'one member floods', saysOnce: true, trials: 4, strike: flood },
];

const KILLS: Fault[] = [
  { name: 'bot killed before a commit', trials: 10, strike: killAt('bot', BEFORE_COMMIT) },
  { name: 'bot killed after a commit', trials: 10, strike: killAt('bot', AFTER_COMMIT) },
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
  { name: 'bot killed while somebody joins', trials: 10, strike: killJoiner },
  { name: 'bot killed, worker killed while sweeping', trials: 5, strike: killSweeper },
  { name: 'worker killed while recording', trials: 10, strike: killRecorder(1) },
  { name: 'worker killed twice on one job', trials: 5, strike: killRecorder(2) },
  { name: 'bot and worker killed five times', trials: 5, strike: killBoth },
  { name: 'SIGTERM under load', saysOnce: true, trials: 10, members: 100, strike: terminate },
];

const OUTAGES: Fault[] = [
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
  { name: 'Redis wiped', trials: 10, deliversOnce: true, strike: wipeRedis },
  ...linksOf((who, link) => ({ name: `${who}–${link} cut`, trials: 4, strike: cutLink(who, link) })),
  ...linksOf((who, link) => ({ name: `${who}–${link} half-open`, trials: 3, strike: freezeLink(who, link) })),
  ...(['redis', 'mongodb', 'log'] as const).map((part) => ({
    name: `disk of the ${part} full`,
    trials: 3,
    place: (home: string) => smallDisk(home, { part, megabytes: MEGABYTES[part] }),
    strike: fullDisk(part),
  })),
];

const MESSENGER: Fault[] = [
  { name: 'updates delivered twice, out of turn', saysOnce: true, trials: 6, strike: repeatUpdates },
  { name: 'updates delayed', saysOnce: true, trials: 4, strike: delayUpdates },
  { name: 'told to wait (429)', saysOnce: true, trials: 4, strike: floodWait },
  { name: 'messenger fails (5xx)', saysOnce: true, trials: 4, strike: serverErrors },
  { name: 'answer lost after a send', trials: 4, strike: lostAnswers },
];

const PUSHED: Fault[] = [
  { name: 'bot killed before a commit', trials: 3, strike: killAt('bot', BEFORE_COMMIT) },
  { name: 'bot killed after a commit', trials: 3, strike: killAt('bot', AFTER_COMMIT) },
  { name: 'Redis killed, away 12 s', trials: 3, strike: serverAway('redis', 12) },
  { name: 'updates twice, out of turn', trials: 3, saysOnce: true, strike: repeatUpdates },
  { name: 'SIGTERM under load', trials: 3, saysOnce: true, members: 100, strike: terminate },
].map((fault) => ({ ...fault, name: `pushed: ${fault.name}`, place: () => pushed(1) }) as Fault);

/** Two bots, to which updates are pushed in turn, some to both of them at once. */
const PUSHED_TO_TWO: Fault[] = [
  { name: 'nothing goes wrong', trials: 4, saysOnce: true, strike: lookOn },
  { name: 'one killed before a commit', trials: 3, strike: killAt('bot', BEFORE_COMMIT) },
  { name: 'one killed after a commit', trials: 3, strike: killAt('bot', AFTER_COMMIT) },
  { name: 'one killed while somebody joins', trials: 3, strike: killJoiner },
  { name: 'Redis wiped', trials: 3, deliversOnce: true, strike: wipeRedis },
  { name: 'updates twice, out of turn', trials: 3, saysOnce: true, strike: repeatUpdates },
  { name: 'SIGTERM in turn, under load', trials: 3, saysOnce: true, members: 100, strike: terminateInTurn },
].map((fault) => ({ ...fault, name: `pushed to two: ${fault.name}`, place: () => pushed(2) }) as Fault);

/** Everything that is made to go wrong, in the order of the table. */
export const FAULTS: readonly Fault[] = [
  ...PEOPLE,
  ...KILLS,
  ...OUTAGES,
  ...MESSENGER,
  ...PUSHED,
  ...PUSHED_TO_TWO,
  { name: 'clock jumps', trials: 6, place: ownClock, strike: jumpClock },
  { name: 'power cut: synced before acknowledged', trials: 2, place: tracedRedis, strike: lookOn },
];

function linksOf(toFault: (who: 'bot' | 'worker', link: keyof Links) => Fault): Fault[] {
  const links = ['redis', 'mongodb', 'messenger'] as const;
  return (['bot', 'worker'] as const).flatMap((who) => links.map((link) => toFault(who, link)));
}
