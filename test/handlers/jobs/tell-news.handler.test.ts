import { beforeEach, expect, test } from 'vitest';
import { createTellNews } from '../../../handlers/jobs/tell-news.handler.ts';
import { listUntold } from '../../../models/command.ts';
import { AppError } from '../../../models/store/errors.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';

const office = officeForEach();
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let told: { person: string; key: string }[];
let busy: string[];

beforeEach(async () => {
  told = [];
  busy = [];
  await operate(office, {
    name: 'move-membership',
    payload: { person: 'P2', to: 'CB', on: '2026-11-23' },
    id: 'move',
  });
});

function tellNews(): Promise<void> {
  return createTellNews({
    database: office.database,
    log: silent,
    async announce(person, { key }) {
      if (busy.includes(person)) throw new AppError('conversation-busy', { message: 'busy' });
      told.push({ person, key });
    },
  })();
}

test('what an operator did is told once, each kind of news under a key of its own', async () => {
  await tellNews();
  await tellNews();
  expect(told).toEqual([
    { person: 'P2', key: 'news:move:moved-to-unit' },
    { person: 'P1', key: 'news:move:member-moved-away' },
    { person: 'P1', key: 'news:move:member-moved-here' },
  ]);
});

test('somebody who cannot be told now is told the next time, and keeps nobody else from being told', async () => {
  busy = ['P2'];
  await expect(tellNews()).rejects.toThrow('busy');
  expect(told.map(({ person }) => person)).toEqual(['P1', 'P1']);
  busy = [];
  await tellNews();
  expect(told.map(({ person }) => person)).toContain('P2');
  expect(await listUntold(office.database, { most: 10 })).toEqual([]);
});
