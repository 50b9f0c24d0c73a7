import type { Redis } from 'ioredis';
import type { Receive } from '../../handlers/ports.ts';
import { readBacklog } from '../../models/chat/backlog.ts';
import { readParked } from '../../models/chat/inbox.ts';
import type { Database } from '../../models/store/connection.ts';
import type { Channel, ChannelAddress } from '../channels/channel.ts';
import { createHealth } from '../http/health.ts';
import { createServer, listen } from '../http/server.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { JobQueue } from '../queues/queue.ts';
import type { Config } from '../settings/config.ts';
import type { Closings } from './closings.ts';

interface Dependencies {
  config: Config;
  redis: Redis;
  prefix: string;
  database: Database;
  queue: JobQueue;
  metrics: Metrics;
  channels: readonly Channel[];
  receive: Receive;
  now(): Date;
  closings: Closings;
}

/**
 * Opens the doors: the HTTP server with health and metrics, and the channels, unless this process only works in the
 * background. Returns where the server listens, and where people find the bot. Throws `port-in-use`, `listen-failed`,
 * or what a channel refuses to start with.
 */
export async function startServer(
  dependencies: Dependencies,
): Promise<{ url: string; addresses: readonly ChannelAddress[] }> {
  const { config, metrics, receive, closings } = dependencies;
  const channels = config.ROLE === 'worker' ? [] : dependencies.channels;
  const server = createServer(config, createReports(dependencies));
  closings.add('server', () => server.close());
  for (const channel of channels) {
    await channel.routes?.(server);
    await channel.start(metrics.measures.receive(receive));
    closings.add(`channel ${channel.name}`, () => channel.stop());
  }
  const url = await listen(server, config);
  return { url, addresses: channels.flatMap((channel) => channel.address?.() ?? []) };
}

/** What the server says of this process to those who watch over it. */
function createReports({ config, redis, prefix, database, queue, metrics, now }: Dependencies) {
  const health = createHealth({
    ...{ redis, prefix, database, queue, runsJobs: config.ROLE !== 'bot' },
    readParked: () => readParked({ redis, prefix }),
  });
  const backlog = () => readBacklog({ redis, prefix }, now());
  const render = () => metrics.render({ health, backlog, jobs: queue.read });
  return { health, metrics: { contentType: metrics.contentType, render } };
}
