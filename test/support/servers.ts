import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endAbandonedServers } from '../../bot/services/find-running-servers.ts';
import { startServers } from '../../bot/services/start-servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string;
    mongodbUri: string;
  }
}

const PREFIX = 'kiem-diem-test-';

/** Gives every test `inject('redisUrl')` and `inject('mongodbUri')`, on servers with no data of the app's. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const home = await mkdtemp(join(tmpdir(), PREFIX));
  const servers = await startServers({
    home,
    venv: resolve(import.meta.dirname, '../../.services/venv'),
    redisUrl: process.env.REDIS_URL,
    mongodbUri: process.env.MONGODB_URI,
    report: () => undefined,
    onFailure: ({ code, details }) => process.stderr.write(`${code}: ${JSON.stringify(details)}\n`),
  });
  project.provide('redisUrl', servers.redisUrl);
  project.provide('mongodbUri', servers.mongodbUri);
  return async () => {
    await servers.stop();
    await rm(home, { recursive: true, force: true });
  };
}

/** Removes the servers of test runs that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const home = join(tmpdir(), name);
    if (name.startsWith(PREFIX) && (await endAbandonedServers(home))) {
      await rm(home, { recursive: true, force: true });
    }
  }
}
