import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { loadConfig } from '../../bot/config.ts';
import type { Health } from '../../bot/health.ts';
import { createServer } from '../../bot/server.ts';

const TOKEN = 'a'.repeat(32);
const PRODUCTION = {
  NODE_ENV: 'production',
  REDIS_URL: 'redis://127.0.0.1:1',
  MONGODB_URI: 'mongodb://127.0.0.1:1',
  ENCRYPTION_KEYS: 'k1:x',
};
let server: FastifyInstance | undefined;

afterEach(() => server?.close());

function serve(environment: NodeJS.ProcessEnv, status: Health['status'] = 'ok'): FastifyInstance {
  server = createServer(loadConfig(environment), {
    health: async () => ({ status, redis: 'ok', mongodb: 'ok', recurringJobs: 'ok', parked: null }),
    metrics: { contentType: 'text/plain', render: async () => 'kiem_diem_up 1' },
  });
  return server;
}

test.each([
  ['ok', 200],
  ['degraded', 200],
  ['down', 503],
] as const)('health that is %s is answered with %i and says why', async (status, code) => {
  const response = await serve({}, status).inject('/health');
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
