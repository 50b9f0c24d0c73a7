import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { createPlainChannel } from '../../support/plain-channel.ts';

let seen: string[];
let failsToStart: boolean;
let app: TestApp;

/** Three channels: the third refuses to start as often as asked, and the second never stops without an error. */
function createNotingChannels() {
  return ['first', 'second', 'third'].map((name) => ({
    ...createPlainChannel(() => new Date()),
    name,
    async start() {
      if (name === 'third' && failsToStart) throw new Error('the third refuses');
      seen.push(`start ${name}`);
    },
    async stop() {
      seen.push(`stop ${name}`);
      if (name === 'second') throw new Error('the second does not stop');
    },
  }));
}

beforeEach(() => {
  seen = [];
  app = createTestApp({ environment: { CHAT_PAGE: 'off' }, channels: createNotingChannels });
});

afterEach(async () => {
  await app.end();
}, 60_000);

test('a start that fails halfway closes what was opened, the last first, and can be tried again', async () => {
  failsToStart = true;
  await expect(app.start()).rejects.toThrow('the third refuses');
  expect(seen).toEqual(['start first', 'start second', 'stop second', 'stop first']);
  expect(app.log.join('')).toContain('"part":"channel second"');

  failsToStart = false;
  await app.start();
  expect((await fetch(`${app.url()}/health`)).status).toBe(200);
}, 120_000);

test('stopping ends the channels before the server, and one that fails keeps nothing else open', async () => {
  failsToStart = false;
  await app.start();
  const url = app.url();
  await app.stop();
  expect(seen.slice(3)).toEqual(['stop third', 'stop second', 'stop first']);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
}, 120_000);
