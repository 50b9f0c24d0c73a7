import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectRedis, connectWorkerRedis } from '../../../bot/queues/connection.ts';
import { findFreePort } from '../../../bot/services/embedded-server.ts';
import { redisServer } from '../../../bot/services/redis-server.ts';
import { createServerOf, type KillableServer } from '../../faults/killable-server.ts';

const VENV = resolve(import.meta.dirname, '../../../.services/venv');
let folder: string;
let server: KillableServer;
let operator: Redis;
let warnings: string[];
const connections: Redis[] = [];
const log = {
  info: () => undefined,
  warn: (_details: object, text: string) => void warnings.push(text),
  error: () => undefined,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-connection-'));
  server = await createServerOf(redisServer, { home: folder, venv: VENV });
  await server.start();
  operator = new Redis(server.url);
}, 60_000);

afterAll(async () => {
  for (const connection of [operator, ...connections]) connection.disconnect();
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await operator.replicaof('NO', 'ONE');
  await operator.config('SET', 'replica-serve-stale-data', 'yes');
});

/** The server becomes a replica of one that is away. */
async function demote(): Promise<void> {
  await operator.replicaof('127.0.0.1', await findFreePort());
}

function open(connect: typeof connectRedis): Redis {
  warnings = [];
  const redis = connect(server.url, log);
  connections.push(redis);
  return redis;
}

test.each([
  ['a write', 'READONLY', (redis: Redis) => redis.set('test', 'two')],
  ['a script', 'READONLY', (redis: Redis) => redis.eval('return redis.call("SET", KEYS[1], 2)', 1, 'test')],
  ['a read of what is stale', 'MASTERDOWN', (redis: Redis) => redis.get('test')],
])(
  '%s fails rather than hang where the server refuses it for long, which is said once',
  async (_what, code, command) => {
    const redis = open(connectRedis);
    await redis.set('test', 'one');
    await operator.config('SET', 'replica-serve-stale-data', code === 'MASTERDOWN' ? 'no' : 'yes');
    await demote();
    await expect(command(redis)).rejects.toThrow(code);
    expect(warnings).toEqual(['Redis refuses commands; it is connected to anew']);

    await operator.replicaof('NO', 'ONE');
    expect(await redis.get('test')).toBe('one');
    expect(await redis.set('test', 'three')).toBe('OK');
  },
);

test('a worker waits as long as it takes, and a script and a blocking command go on once the server can be written to', async () => {
  const redis = open(connectWorkerRedis);
  const blocking = redis.duplicate();
  connections.push(blocking);
  await Promise.all([redis.ping(), blocking.ping()]);
  const waiting = blocking.brpop('list', 0);
  await demote();
  const pushed = redis.eval('return redis.call("LPUSH", KEYS[1], "job")', 1, 'list');
  // Longer than people are made to wait.
  const impatient = open(connectRedis);
  await expect(impatient.set('test', 'four')).rejects.toThrow('READONLY');
  await operator.replicaof('NO', 'ONE');
  expect(await pushed).toBe(1);
  expect(await waiting).toEqual(['list', 'job']);
});
