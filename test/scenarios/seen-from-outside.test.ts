import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { openPlainChat } from '../contracts/chat.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createPlainChannel, type PlainChannel } from '../support/plain-channel.ts';
import { waitUntil } from '../support/wait-until.ts';

let channel: PlainChannel;
let testApp: TestApp;
/** The clock of the app runs this much ahead. */
let ahead: number;

beforeEach(async () => {
  ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  channel = createPlainChannel(now);
  testApp = createTestApp({
    now,
    environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
    channels: () => [channel],
  });
  await testApp.start();
}, 60_000);

afterEach(() => testApp.end(), 30_000);

/** Our metrics without labels' quotes: `updates_total{outcome=committed}` to its value. */
async function metrics(): Promise<Map<string, number>> {
  const page = await (await fetch(`${testApp.url()}/metrics`)).text();
  const lines = [...page.matchAll(/^kiem_diem_(\S+) (\S+)$/gm)];
  return new Map(lines.map(([, name = '', value]) => [name.replaceAll('"', ''), Number(value)]));
}

async function metric(name: string): Promise<number> {
  return (await metrics()).get(name) ?? 0;
}

test('what people do, what waits for a messenger, and who is online can be seen, but not who they are', async () => {
  await testApp.link('plain', 'LG05');
  const chat = openPlainChat(() => channel, 'LG05');
  await chat.write('menu');
  await chat.press('Bắt đầu');
  await waitUntil('a copy', async () => (await metric('people_online')) === 1);
  expect(await metric('updates_total{outcome=committed}')).toBe(2);
  expect(await metric('commits_total{outcome=committed}')).toBe(2);

  const { send } = channel;
  channel.send = () => Promise.reject(new Error('the messenger is away'));
  await channel.deliver({ user: 'LG05', id: 'one', text: 'Một' });
  await waitUntil('the failure', async () => (await metric('sends_total{outcome=failed}')) >= 1);
  expect(await metric('outbox_waiting')).toBe(1);
  ahead = 120_000;
  expect(await metric('outbox_overdue_seconds')).toBeGreaterThan(60);
  await waitUntil('a vain sweep', async () => (await metric('sends_total{outcome=failed}')) >= 2);
  expect(await metric('outbox_overdue_seconds')).toBeGreaterThan(60);

  channel.send = send;
  ahead = 240_000;
  await waitUntil('the reply', async () => (await metric('outbox_waiting')) === 0);
  expect(await metric('outbox_overdue')).toBe(0);
  expect(await metric('outbox_overdue_seconds')).toBe(0);
  expect([...(await metrics()).keys()].join()).not.toContain('LG05');
}, 60_000);
