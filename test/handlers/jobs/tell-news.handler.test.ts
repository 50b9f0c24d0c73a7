import { beforeEach, expect, test } from 'vitest';
import { createTellNews } from '../../../handlers/jobs/tell-news.handler.ts';
import type { Announce } from '../../../handlers/talk/announce.ts';
import { AppError } from '../../../models/store/errors.ts';
import { CYCLE, decide, openPlan58, organisationWithExempt } from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForEach(organisationWithExempt());
const LATER = new Date(NOW.getTime() + 60_000);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let told: string[];

beforeEach(async () => {
  told = [];
  await openPlan58(office);
});

const announce: Announce = async (person, { key, news }) => {
  told.push(`${person} ${key} ${'kind' in news ? news.kind : ''}`);
};
const tell = (given: { now?: Date; announce?: Announce } = {}) =>
  createTellNews({ ...office, announce, log, ...given, now: () => given.now ?? LATER })();

function extend(id: string): Promise<string> {
  const of = { kind: 'person', code: 'P2' } as const;
  const payload = {
    cycle: CYCLE,
    of,
    date: 'draftsDue' as const,
    day: '2026-11-30',
    why: 'x',
    collectives: [],
  };
  return decide(office, { name: 'extend-cycle', id, payload });
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

test('what a person did in chat is not told once more: its own job tells it', async () => {
  const of = { kind: 'person', code: 'P2' } as const;
  const payload = { cycle: CYCLE, of, why: 'x', collectives: ['CU'] };
  const actor = { kind: 'person', person: 'P5' } as const;
  expect(await decide(office, { name: 'exclude-from-cycle', id: 'x1', actor, payload })).toBe('recorded');
  await tell();
  expect(told).toEqual([]);
});
