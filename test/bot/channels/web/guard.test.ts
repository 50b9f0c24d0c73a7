import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { launchBrowser, openTab, REBOUND_NAME } from './browser.ts';
import { PEOPLE, type Rig, startRig } from './rig.ts';

let browser: Browser;
let rig: Rig;
let context: BrowserContext;
let page: Page;
let foreign: Server;
/** What the channel was asked for: a foreign page may not even set off a look-up. */
let asked: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  foreign = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    const framed = request.url?.split('/frame?')[1];
    response.end(framed === undefined ? '<title>foreign</title>' : `<iframe src="${framed}"></iframe>`);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  foreign.close();
  await browser.close();
});

beforeEach(async () => {
  asked = [];
  rig = await startRig(inject('redisUrl'), {
    people: async () => {
      asked.push('people');
      return PEOPLE;
    },
    link: async (code) => {
      asked.push(`link ${code}`);
      return true;
    },
  });
  ({ context, page } = await openTab(browser));
});

afterEach(async () => {
  await context.close();
  await rig.close();
});

const foreignUrl = (name = '127.0.0.1') => `http://${name}:${(foreign.address() as AddressInfo).port}`;

const TEXT = JSON.stringify({ update: '6f1d2c3e-5b7a-4c8d-9e0f-1a2b3c4d5e6f', type: 'text', text: 'Một' });

/** Lets the page's own script ask; gives the status, `opaque` for an answer it may not read, or `failed`. */
function ask(path: string, options: object = {}): Promise<string | number> {
  return page.evaluate(
    ([url, init]) =>
      fetch(url, init).then(
        (answer) => (answer.type === 'opaque' ? 'opaque' : answer.status),
        () => 'failed',
      ),
    [path, options] as const,
  );
}

const SPELLINGS = ['/api', '/%61pi'];

describe.each([
  ['another port of this machine', () => foreignUrl()],
  ['another site', () => foreignUrl(REBOUND_NAME)],
])('a page of %s', (_who, url) => {
  beforeEach(() => page.goto(url()));

  test('reads nothing, posts nothing, and sets off nothing', async () => {
    const json = { 'content-type': 'application/json' };
    for (const start of SPELLINGS) {
      const people = `${rig.url}${start}/people`;
      const events = `${rig.url}${start}/chats/DV001/events`;
      expect(await ask(people)).toBe('failed');
      expect(await ask(people, { mode: 'no-cors' })).toMatch(/opaque|failed/);
      expect(await ask(events, { method: 'POST', headers: json, body: TEXT })).toBe('failed');
      await ask(events, { method: 'POST', mode: 'no-cors', body: TEXT });
      await ask(`${rig.url}${start}/chats/DV001/stream`, { mode: 'no-cors' });
    }

    expect(rig.bot.deliveries).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('opens no live stream and shows the page in no frame', async () => {
    const ended = await page.evaluate(
      (stream) =>
        new Promise((resolve) => {
          const source = new EventSource(stream);
          source.onerror = () => resolve('refused');
          source.onopen = () => resolve('open');
        }),
      `${rig.url}/%61pi/chats/DV001/stream`,
    );
    await page.goto(`${url()}/frame?${rig.url}`);
    const framed = page.frames().at(-1);

    expect(ended).toBe('refused');
    expect(page.frames()).toHaveLength(2);
    expect(await framed?.locator('#people').count()).toBe(0);
    expect(asked).toEqual([]);
  });
});

test('a name that was rebound to this machine gets neither the page nor its interface', async () => {
  const rebound = rig.url.replace('127.0.0.1', REBOUND_NAME);
  const answer = await page.goto(rebound);
  const headers = { 'content-type': 'application/json' };
  const statuses = [];
  for (const start of SPELLINGS) {
    statuses.push(await ask(`${start}/people`), await ask(`${start}/chats/DV001/stream`));
    statuses.push(await ask(`${start}/chats/DV001/events`, { method: 'POST', headers, body: TEXT }));
  }

  expect([answer?.status(), ...statuses]).toEqual([403, 403, 403, 403, 403, 403, 403]);
  expect(asked).toEqual([]);
  expect(rig.bot.deliveries).toEqual([]);
});

test('the browser of the tests keeps origins apart', async () => {
  await page.goto(foreignUrl(REBOUND_NAME));

  expect(await ask(foreignUrl(REBOUND_NAME))).toBe(200);
  expect(await ask(foreignUrl())).toBe('failed');
});
