import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { redisServer } from '../../bot/services/redis-server.ts';
import { createServerOf } from '../faults/killable-server.ts';
import { openTcpProxy } from '../faults/tcp-proxy.ts';
import { waitUntil } from './wait-until.ts';

/** A Redis with a replica, behind one address. */
export interface RedisPair {
  url: string;
  /** Channels that start so and have subscribers on the one that is written to. */
  channels(start: string): Promise<string[]>;
  /**
   * Makes the replica the primary and the primary a replica. New connections to the address lead to the primary; open
   * connections stay where they are.
   */
  swapRoles(): Promise<void>;
  close(): Promise<void>;
}

const VENV = resolve(import.meta.dirname, '../../.services/venv');

/** Starts both. */
export async function startRedisPair(): Promise<RedisPair> {
  const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-pair-'));
  const make = (name: string) => createServerOf(redisServer, { home: join(folder, name), venv: VENV });
  const servers = [await make('one'), await make('two')];
  for (const server of servers) await server.start();
  let [active, other] = servers.map(({ url, port }) => ({ port, redis: new Redis(url) })) as [Node, Node];
  const password = new URL(servers[0]?.url ?? '').password;
  const proxy = await openTcpProxy(active.port);
  const url = `redis://:${password}@127.0.0.1:${proxy.port}`;
  for (const { redis } of [active, other]) {
    await redis.config('SET', 'masterauth', password);
    await redis.config('SET', 'requirepass', password);
    await redis.config('SET', 'repl-diskless-sync-delay', '0');
  }
  await other.redis.replicaof('127.0.0.1', active.port);
  await waitUntil('the replica follows', async () =>
    (await other.redis.info()).includes('master_link_status:up'),
  );

  return {
    url,
    channels: async (start) => (await active.redis.pubsub('CHANNELS', `${start}*`)) as string[],
    async swapRoles() {
      await active.redis.call('FAILOVER', 'TO', '127.0.0.1', String(other.port));
      await waitUntil('the roles are swapped', async () =>
        (await active.redis.info()).includes('role:slave'),
      );
      [active, other] = [other, active];
      proxy.leadTo(active.port);
    },
    async close() {
      for (const { redis } of [active, other]) redis.disconnect();
      await proxy.close();
      for (const server of servers) await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Node {
  port: number;
  redis: Redis;
}
