import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { define } from '../../../handlers/commands/define.ts';
import { runDefinition } from '../../../handlers/commands/run-command.ts';
import { createTellNews } from '../../../handlers/jobs/tell-news.handler.ts';
import { MOST_TRIES } from '../../../handlers/jobs/tell-others.ts';
import type { Log } from '../../../handlers/ports.ts';
import type { Announce } from '../../../handlers/talk/announce.ts';
import { listUntoldTo } from '../../../models/command.ts';
import { AppError } from '../../../models/store/errors.ts';
import { OPERATOR } from '../../support/commands.ts';
import { CYCLE, decide, openPlan58, organisationWithExempt, reviewsOf } from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForEach(organisationWithExempt());
const LATER = new Date(NOW.getTime() + 60 * 60_000);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const P2 = { kind: 'person', code: 'P2' } as const;
let told: string[];

beforeEach(async () => {
  told = [];
  await openPlan58(office);
});

const announce: Announce = async (person, { key, news }) => {
  told.push(`${person} ${key} ${'kind' in news ? news.kind : ''}`);
  return true;
};
const tell = (given: { now?: Date; announce?: Announce; log?: Log } = {}) =>
  createTellNews({
    ...{ sources: { ...office, reviews: reviewsOf(office) }, announce, log },
    ...given,
    now: () => given.now ?? LATER,
  })();

function extend(id: string): Promise<string> {
  const of = { kind: 'person', code: 'P2' } as const;
  const until = { date: 'draftsDue', day: '2026-11-30' } as const;
  return decide(office, {
    ...{ name: 'extend-cycle', id },
    payload: { cycle: CYCLE, of, ...until, why: 'x', collectives: [] },
  });
}

/** An operator excuses somebody, some minutes after the cycle was opened. */
function excuse(id: string, { person, minutes }: { person: string; minutes: number }): Promise<string> {
  const now = new Date(NOW.getTime() + minutes * 60_000);
  const of = { kind: 'person', code: person } as const;
  const payload = { cycle: CYCLE, of, why: 'x', collectives: [] };
  return decide({ ...office, now }, { name: 'exclude-from-cycle', id, payload });
}

test('what an operator did is told by the bot to whom it concerns, once', async () => {
  await extend('e1');
  await tell();
  await tell();
  expect(told).toEqual(['P2 news:e1:cycle-extended cycle-extended']);
});

test('it is told only when every process knows of it', async () => {
  await extend('e1');
  await tell({ now: NOW });
  expect(told).toEqual([]);
  await tell();
  expect(told).toHaveLength(1);
});

test('somebody who is busy is told when it is tried again, under the same key', async () => {
  await extend('e1');
  const busy: Announce = () => Promise.reject(new AppError('conversation-busy', { message: 'busy' }));
  await expect(tell({ announce: busy })).rejects.toThrow('busy');
  await tell();
  expect(told).toEqual(['P2 news:e1:cycle-extended cycle-extended']);
});

test('somebody who cannot be told now keeps nobody else waiting, and hears what is newer after what is older', async () => {
  await extend('e1');
  await excuse('x2', { person: 'P2', minutes: 1 });
  await excuse('x3', { person: 'P7', minutes: 2 });
  const failing = (error: Error): Announce => {
    let isFirst = true;
    return async (person, news) => {
      if (person === 'P2' && isFirst) {
        isFirst = false;
        throw error;
      }
      return announce(person, news);
    };
  };
  await expect(tell({ announce: failing(new Error('broken')) })).rejects.toThrow('broken');
  expect(told).toEqual(['P7 news:x3:cycle-excused-by-office cycle-excused-by-office']);
  await tell();
  expect(told.slice(1)).toEqual([
    'P2 news:e1:cycle-extended cycle-extended',
    'P2 news:x2:cycle-excused-by-office cycle-excused-by-office',
  ]);
});

test('what a person did in chat is told, too, where its own job has not told it, once', async () => {
  const of = { kind: 'person', code: 'P2' } as const;
  const payload = { cycle: CYCLE, of, why: 'x', collectives: ['CU'] };
  const actor = { kind: 'person', person: 'P5' } as const;
  expect(await decide(office, { name: 'exclude-from-cycle', id: 'x1', actor, payload })).toBe('recorded');
  await tell();
  await tell();
  expect(told).toEqual(['P2 news:x1:cycle-excused-by cycle-excused-by']);
});

test('of two that ran at once what was written last is told last, though it began first', async () => {
  const slow = define({
    ...{ name: 'slow', payload: z.strictObject({}), policy: () => true, audit: 'slow', refusals: [] },
    async run() {
      const now = new Date(NOW.getTime() + 1);
      const payload = { cycle: CYCLE, of: P2, why: 'x', collectives: [] };
      await decide({ ...office, now }, { name: 'exclude-from-cycle', id: 'quick', payload });
      const news = [{ kind: 'slow', screen: 'home', params: {}, people: ['P2'] }];
      return { result: undefined, news, event: null };
    },
  });
  await runDefinition(office, { id: 'slow', actor: OPERATOR, definition: slow, payload: {} });
  await tell();
  expect(told.map((line) => line.split(' ')[2])).toEqual(['cycle-excused-by-office', 'slow']);
});

test('what cannot be told somebody after many tries is passed over and stays noted, and newer news goes on', async () => {
  await extend('e1');
  await excuse('x2', { person: 'P2', minutes: 1 });
  const errors: unknown[] = [];
  const broken: Announce = (person, news) =>
    news.key.startsWith('news:e1') ? Promise.reject(new Error('broken')) : announce(person, news);
  const tryIt = () => tell({ announce: broken, log: { ...log, error: (what) => errors.push(what) } });
  for (let tries = 1; tries < MOST_TRIES; tries += 1) await expect(tryIt()).rejects.toThrow('broken');
  expect([told, errors]).toEqual([[], []]);
  await tryIt();
  expect(told).toEqual(['P2 news:x2:cycle-excused-by-office cycle-excused-by-office']);
  expect(errors).toMatchObject([{ person: 'P2', command: 'e1' }]);
  await tryIt();
  expect(told).toHaveLength(1);
  const untold = await listUntoldTo(office.database, { person: 'P2', most: 10 });
  expect(untold.map(({ _id }) => _id)).toEqual(['e1']);
});
