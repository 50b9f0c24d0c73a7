import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import type { Health } from '../../../bot/http/health.ts';
import { createServer, SERVER_LIMITS, type ServerLimits } from '../../../bot/http/server.ts';
import { loadConfig } from '../../../bot/settings/config.ts';

const TOKEN = 'a'.repeat(32);
const PRODUCTION = {
  NODE_ENV: 'production',
  REDIS_URL: 'redis://127.0.0.1:1',
  MONGODB_URI: 'mongodb://127.0.0.1:1',
  ENCRYPTION_KEYS: 'k1:x',
};
let server: FastifyInstance | undefined;

afterEach(() => server?.close());

function serve(
  environment: NodeJS.ProcessEnv,
  { status = 'ok', limits = {} }: { status?: Health['status']; limits?: Partial<ServerLimits> } = {},
): FastifyInstance {
  const reports = {
    health: async () => ({ status, redis: 'ok', mongodb: 'ok', recurringJobs: 'ok', parked: null }) as const,
    metrics: { contentType: 'text/plain', render: async () => 'kiem_diem_up 1' },
  };
  server = createServer(loadConfig(environment), reports, { ...SERVER_LIMITS, ...limits });
  return server;
}

test.each([
  ['ok', 200],
  ['degraded', 200],
  ['down', 503],
] as const)('health that is %s is answered with %i and says why', async (status, code) => {
  const response = await serve({}, { status }).inject('/health');
  expect(response.statusCode).toBe(code);
  expect(response.json()).toEqual({ status, redis: 'ok', mongodb: 'ok', recurringJobs: 'ok', parked: null });
});

test('metrics are shown while trying', async () => {
  expect((await serve({}).inject('/metrics')).body).toBe('kiem_diem_up 1');
});

test('an address that others reach shows no metrics without a token, also while trying', async () => {
  const reachable = { HOST: '0.0.0.0', CHAT_PAGE: 'off' };
  expect((await serve(reachable).inject('/metrics')).statusCode).toBe(404);
  const guarded = serve({ ...reachable, METRICS_TOKEN: TOKEN });
  expect((await guarded.inject('/metrics')).statusCode).toBe(401);
});

test('in production there are no metrics without a token', async () => {
  expect((await serve(PRODUCTION).inject('/metrics')).statusCode).toBe(404);
});

test('where a token is set, metrics are for those who have it', async () => {
  const guarded = serve({ ...PRODUCTION, METRICS_TOKEN: TOKEN });
  const ask = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await guarded.inject({ url: '/metrics', headers })).statusCode;
  };
  expect(await ask(`Bearer ${TOKEN}`)).toBe(200);
  for (const wrong of [undefined, '', TOKEN, `Bearer ${TOKEN}b`, 'Bearer '])
    expect(await ask(wrong)).toBe(401);
});

test('a token that can be guessed is refused', () => {
  expect(() => loadConfig({ METRICS_TOKEN: 'short' })).toThrow(/setting/i);
});

describe('requests that do not come to an end', () => {
  /** Limits that a test can wait for. */
  const SOON = { headersTimeoutMs: 1_500, requestTimeoutMs: 2_000, checkEveryMs: 50 };
  const SLOW_BODY =
    'POST /taken HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n{';
  const SLOW_HEADERS = 'GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ';

  /** A connection that sends a beginning, then a byte whenever it may, as an attacker does to seem alive. */
  function openSlowly(port: number, beginning: string) {
    const socket: Socket = connect(port, '127.0.0.1');
    let heard = '';
    // Written before anything else, and sent as soon as there is a connection.
    socket.write(beginning);
    const dripping = setInterval(() => socket.write('x'), 100);
    socket.on('data', (data) => {
      heard += data;
    });
    // What was cut may be written to once more.
    socket.on('error', () => undefined);
    const closed = new Promise<string>((resolve) => {
      socket.on('close', () => {
        clearInterval(dripping);
        resolve(heard);
      });
    });
    const opened = new Promise<void>((resolve) => socket.on('connect', resolve));
    const answered = new Promise<string>((resolve) => socket.on('data', () => resolve(heard)));
    return { opened, answered, closed };
  }

  async function start(
    limits: Partial<ServerLimits>,
  ): Promise<{ url: string; port: number; app: FastifyInstance }> {
    const app = serve({}, { limits: { ...SOON, ...limits } });
    app.register(async (scope) => {
      scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
      scope.post('/taken', async () => 'taken');
      scope.get('/stream', (_request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200).write('first');
        app.server.once('more', () => reply.raw.end(' last'));
      });
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return { url, port: Number(new URL(url).port), app };
  }

  const connections = (app: FastifyInstance) =>
    new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));

  test('are cut by the hundred, and everybody else is answered meanwhile', async () => {
    const { url, port } = await start({});
    const slow = Array.from({ length: 300 }, (_none, index) =>
      openSlowly(port, index % 3 === 0 ? SLOW_HEADERS : SLOW_BODY),
    );
    await Promise.all(slow.map(({ opened }) => opened));
    const meanwhile = await fetch(`${url}/health`);
    const whole = await fetch(`${url}/taken`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const answers = await Promise.all(slow.map(({ closed }) => closed));

    expect([meanwhile.status, whole.status]).toEqual([200, 200]);
    for (const answer of answers) expect(answer).toContain('408 Request Timeout');
  });

  test('are cut without harm to a stream that lives on', async () => {
    const { url, port, app } = await start({});
    const stream = await fetch(`${url}/stream`);
    await openSlowly(port, SLOW_BODY).closed;
    app.server.emit('more');

    expect(await stream.text()).toBe('first last');
  });

  test('are refused beyond a number, and there is room again when they were cut', async () => {
    const { url, port } = await start({ maxConnections: 20 });
    const slow = Array.from({ length: 60 }, () => openSlowly(port, SLOW_BODY));
    const answers = await Promise.all(slow.map(({ closed }) => closed));

    expect(answers.filter((answer) => answer.includes('408'))).toHaveLength(20);
    expect(answers.filter((answer) => answer === '')).toHaveLength(40);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('are cut where nothing moves any more, as when an answer is not read', async () => {
    const { port, app } = await start({ silenceMs: 300 });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /stream HTTP/1.1\r\nhost: x\r\n\r\n');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('data', () => undefined);
    await closed;

    expect(await connections(app)).toBe(0);
  });

  test.each(['/nowhere', '/health', '/metrics'])(
    'are answered before their end where nothing takes a body: %s',
    async (path) => {
      const { port } = await start({});
      const slow = openSlowly(port, SLOW_BODY.replace('/taken', path));

      expect(await slow.answered).toMatch(/^HTTP\/1\.1 404 Not Found/);
    },
  );
});
