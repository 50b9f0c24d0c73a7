import type { Log } from '../../handlers/ports.ts';
import { connectRedis } from '../queues/connection.ts';
import { createJobQueue, type JobQueue } from '../queues/queue.ts';
import type { Closings } from './closings.ts';

interface Dependencies {
  redisUrl: string;
  prefix: string;
  log: Log;
  closings: Closings;
}

/** Opens the queue of jobs, with a connection of its own. */
export function openQueue({ redisUrl, prefix, log, closings }: Dependencies): JobQueue {
  // BullMQ defines dozens of commands on its connection, and every pipeline of ioredis copies them.
  const redis = connectRedis(redisUrl, log);
  closings.add('redis of the queue', async () => redis.disconnect());
  const queue = createJobQueue({ redis, prefix });
  closings.add('queue', () => queue.close());
  return queue;
}
