import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { PEOPLE, type Rig, startRig } from './rig.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig(inject('redisUrl'), {
    commands: [{ name: 'menu', label: { vi: 'Danh mục', en: 'Menu' } }],
  });
});

afterAll(() => rig.close());

const TEXT = { update: '6f1d2c3e-5b7a-4c8d-9e0f-1a2b3c4d5e6f', type: 'text', text: 'Một' };

/** `fetch` does not let a test set Host or Origin as it likes. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string }) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asking = request(
        `${rig.url}${path}`,
        { method: options.method ?? 'GET', headers: options.headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: Buffer.concat(parts).toString(),
            }),
          );
        },
      );
      asking.on('error', reject);
      asking.end(options.body);
    },
  );
}

/** Asks with a request line exactly as given: `new URL` would tidy up the path. */
function askRaw(path: string, headers: Record<string, string>): Promise<{ status: number }> {
  const { hostname, port } = new URL(rig.url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, headers }, (answer) => {
      // A live stream has no end of its own.
      answer.destroy();
      resolve({ status: answer.statusCode ?? 0 });
    });
    asking.on('error', reject);
    asking.end();
  });
}

describe('the page', () => {
  test.each([
    ['/', 'text/html'],
    ['/style.css', 'text/css'],
    ['/app.js', 'javascript'],
    ['/icon.svg', 'image/svg+xml'],
  ])('%s comes with strict headers', async (path, type) => {
    const { status, headers } = await ask(path, {});

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(headers['content-type']).toContain(type);
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    );
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  test.each(['/../index.ts', '/..%2findex.ts', '/%2e%2e/routes.ts', '/.env'])(
    '%s is nothing of it',
    async (path) => {
      expect((await ask(path, {})).status).toBeGreaterThanOrEqual(400);
    },
  );

  test('lists the people and the commands', async () => {
    expect(JSON.parse((await ask('/api/people', {})).body)).toEqual({ people: PEOPLE });
    expect(JSON.parse((await ask('/api/commands', {})).body)).toEqual({
      commands: [{ name: 'menu', label: { vi: 'Danh mục', en: 'Menu' } }],
    });
  });
});

describe('requests from elsewhere', () => {
  const port = () => new URL(rig.url).port;

  test.each([
    ['a rebound name', () => ({ host: `evil.example:${port()}` })],
    ['another port', () => ({ host: '127.0.0.1:1' })],
    ['a name that only begins like ours', () => ({ host: `localhost.evil.example:${port()}` })],
    ['another address of this machine', () => ({ host: `127.0.0.2:${port()}` })],
    ['another site', () => ({ origin: 'https://evil.example' })],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['a sandboxed frame', () => ({ origin: 'null' })],
    ['a script of another site', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['a script of another port', () => ({ 'sec-fetch-site': 'same-site' })],
  ])('%s is refused', async (_who, headers) => {
    for (const path of ['/api/people', '/api/chats/DV001/stream']) {
      expect((await ask(path, { headers: headers() })).status).toBe(403);
    }
    const posted = await ask('/api/chats/DV001/events', {
      method: 'POST',
      headers: { origin: rig.url, 'content-type': 'application/json', ...headers() },
      body: JSON.stringify(TEXT),
    });
    expect(posted.status).toBe(403);
    expect(rig.bot.deliveries).toEqual([]);
  });

  test.each([
    '/api/people',
    '/%61pi/people',
    '/%61%70%69/people',
    '/ap%69/people?after=/api/',
    '/%61pi/commands',
    '/%61pi/chats/DV001/stream',
    '/api/%63hats/DV001/%73tream',
    'http://127.0.0.1/api/people',
    'http://127.0.0.1/%61pi/chats/DV001/stream',
  ])('%s is the interface however it is spelled: another site is refused', async (path) => {
    const { status } = await askRaw(path, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' });

    expect(status).toBe(403);
  });

  test.each([
    '//api/people',
    '/api//people',
    '/api%2fpeople',
    '/API/people',
    '/./api/people',
    '/x/../api/people',
    '/%2e/api/people',
    '/api/people/',
    '/api/people;x',
    '/%2561pi/people',
  ])('%s is nothing of the interface, nor for our own page', async (path) => {
    expect((await askRaw(path, { 'sec-fetch-site': 'cross-site' })).status).toBeGreaterThanOrEqual(400);
    expect((await askRaw(path, { origin: rig.url })).status).toBe(404);
  });

  test('a post under another spelling is refused', async () => {
    const { status } = await ask('/%61pi/chats/DV001/events', {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify(TEXT),
    });

    expect(status).toBe(403);
    expect(rig.bot.deliveries).toEqual([]);
  });

  test('a post that does not say where it comes from is refused', async () => {
    const headers = { 'content-type': 'application/json' };

    expect(
      (await ask('/api/chats/DV001/events', { method: 'POST', headers, body: JSON.stringify(TEXT) })).status,
    ).toBe(403);
  });

  test('the page itself is refused to a rebound name', async () => {
    expect((await ask('/', { headers: { host: `evil.example:${port()}` } })).status).toBe(403);
  });

  test('a form of our own page is no JSON', async () => {
    const headers = { origin: rig.url, 'content-type': 'text/plain' };
    const { status, body } = await ask('/api/chats/DV001/events', {
      method: 'POST',
      headers,
      body: JSON.stringify(TEXT),
    });

    expect([status, JSON.parse(body).error]).toEqual([415, 'not-json']);
  });

  test('our own names are accepted', async () => {
    expect((await ask('/api/people', { headers: { host: `localhost:${port()}` } })).status).toBe(200);
    expect((await ask('/api/people', { headers: { host: `[::1]:${port()}` } })).status).toBe(200);
  });
});

describe('hostile bodies', () => {
  const json = JSON.stringify(TEXT).slice(0, -1);

  test.each<[string, string | Buffer, number?]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['an unknown type', JSON.stringify({ ...TEXT, type: 'file' })],
    ['an unknown key', `${json},"user":"DV002"}`],
    ['__proto__', `${json},"__proto__":{"user":"DV002"}}`],
    ['constructor', `${json},"constructor":{"prototype":{"user":"DV002"}}}`],
    ['an update that is no UUID', JSON.stringify({ ...TEXT, update: '1' })],
    ['an empty text', JSON.stringify({ ...TEXT, text: '' })],
    ['a text that is a number', JSON.stringify({ ...TEXT, text: 1 })],
    ['a null in the text', JSON.stringify({ ...TEXT, text: 'a\0b' })],
    ['half a surrogate pair', JSON.stringify({ ...TEXT, text: 'a\ud83d' })],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from(`${json},"text":"`), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    ],
    ['a text that is too long', JSON.stringify({ ...TEXT, text: 'a'.repeat(100_001) })],
    ['a handle with other characters', JSON.stringify({ update: TEXT.update, type: 'press', handle: 'a b' })],
    [
      'a command with other characters',
      JSON.stringify({ update: TEXT.update, type: 'command', name: '/start' }),
    ],
    ['100,000 nested lists', `{"text":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['two megabytes', JSON.stringify({ ...TEXT, text: 'a'.repeat(2_000_000) }), 413],
  ])('%s: refused in both languages, nothing stored', async (_what, body, status = 400) => {
    const response = await rig.post('DV001', body);
    const { message } = (await response.json()) as { message: unknown };

    expect(response.status).toBe(status);
    expect(message).toEqual({ vi: expect.stringMatching(/\p{L}/u), en: expect.stringMatching(/\p{L}/u) });
    expect(rig.bot.deliveries).toEqual([]);
    expect(await rig.redis.keys(`${rig.prefix}*`)).toEqual([]);
  });

  test.each(['DV%20001', '..%2f..', `${'A'.repeat(65)}`, '%00', '__proto__'])(
    'the person %s is unknown',
    async (code) => {
      const response = await rig.post(code, { ...TEXT, update: randomUUID() });

      expect(response.status).toBe(404);
      expect(rig.bot.deliveries).toEqual([]);
    },
  );
});

describe('a failure', () => {
  test('of the list is answered with 503 and tells nothing of its reason', async () => {
    const broken = await startRig(inject('redisUrl'), {
      people: () => Promise.reject(new Error('secret reason')),
    });
    const response = await fetch(`${broken.url}/api/people`);
    const body = await response.text();
    await broken.close();

    expect(response.status).toBe(503);
    expect(body).not.toContain('secret');
  });
});

describe('a file', () => {
  const PDF = Buffer.from('%PDF-1.7\n%âãÏÓ\n');

  const send = (
    code: string,
    file: { bytes?: Buffer; name?: string; update?: string; headers?: Record<string, string> },
  ) => {
    const { bytes = PDF, name = 'Minh chứng.pdf', update = randomUUID(), headers = {} } = file;
    return fetch(`${rig.url}/api/chats/${code}/files?${new URLSearchParams({ update, name })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', origin: rig.url, ...headers },
      body: bytes,
    });
  };
  const open = (code: string, id: string) => fetch(`${rig.url}/api/chats/${code}/files/${id}`);

  beforeEach(() => {
    rig.bot.events.length = 0;
    rig.bot.deliveries.length = 0;
    rig.files.clear();
  });

  test('is kept, told to the bot under a name that opens it again, and shown to nobody else', async () => {
    const update = randomUUID();
    const response = await send('DV001', { update });
    const [event] = rig.bot.events;
    const id = event?.input.type === 'file' ? event.input.id : '';
    const opened = await open('DV001', id);

    expect([response.status, await response.json()]).toEqual([200, { status: 'committed' }]);
    expect(event).toMatchObject({ chat: 'DV001', update, input: { type: 'file', name: 'Minh chứng.pdf' } });
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(PDF);
    expect(opened.headers.get('content-disposition')).toBe('attachment');
    expect(opened.headers.get('content-type')).toBe('application/octet-stream');
    expect((await open('DV002', id)).status).toBe(404);
    expect((await open('DV001', 'attachment:DV001:other')).status).toBe(404);
  });

  test('that the question does not take is not kept', async () => {
    rig.bot.onEvent = async () => ({ refused: true });
    const response = await send('DV001', {});
    rig.bot.onEvent = async () => undefined;

    expect(await response.json()).toEqual({ status: 'committed', refused: true });
    expect(rig.files.size).toBe(0);
  });

  test('that was erased while it was sent is told as not kept', async () => {
    rig.bot.onEvent = async () => void rig.files.clear();
    const response = await send('DV001', {});
    rig.bot.onEvent = async () => undefined;

    expect(await response.json()).toEqual({ status: 'committed', refused: true });
  });

  test('has a name of one line and no folders', async () => {
    await send('DV001', { name: '../../etc/\u202Efdp.exe\n.pdf' });

    expect(rig.bot.events[0]?.input).toMatchObject({ name: '.._.._etc_fdp.exe_.pdf' });
  });

  test.each<[string, Parameters<typeof send>[1], number, string]>([
    ['nothing', { bytes: Buffer.alloc(0) }, 400, 'file-empty'],
    ['more than 10 MB', { bytes: Buffer.alloc(10 * 1024 * 1024 + 1) }, 413, 'file-too-large'],
    [
      'a program, whatever it is called',
      { bytes: Buffer.from('\x7fELF\x02\x01\x01'), name: 'a.pdf' },
      400,
      'file-kind',
    ],
    ['bytes of no kind', { bytes: Buffer.from([1, 0, 255, 254]) }, 400, 'file-kind'],
    ['an update that is no UUID', { update: '1' }, 400, 'malformed'],
    ['a file of another type of content', { headers: { 'content-type': 'text/html' } }, 415, 'not-json'],
    ['a file from another site', { headers: { origin: 'https://evil.example' } }, 403, 'forbidden'],
  ])('%s is refused and not kept', async (_what, file, status, error) => {
    const response = await send('DV001', file);

    expect([response.status, await response.json()]).toMatchObject([status, { error }]);
    expect(rig.files.size).toBe(0);
    expect(rig.bot.deliveries).toEqual([]);
  });

  test('of 10 MB, a text and a picture are taken', async () => {
    const large = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024 - PDF.length)]);
    const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64');
    const statuses = [];
    for (const bytes of [large, Buffer.from('một dòng'), picture]) {
      statuses.push((await send('DV001', { bytes })).status);
    }

    expect(statuses).toEqual([200, 200, 200]);
  });

  test('of an unknown person is refused', async () => {
    expect((await send('DV999', {})).status).toBe(404);
    expect(rig.files.size).toBe(0);
  });
});
