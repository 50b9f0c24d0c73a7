import { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';

/** A connection for what people wait for: a command fails rather than hang while Redis is away. */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 3,
    connectTimeout: 5_000,
    retryStrategy,
    // What many people do at one moment goes out in one write.
    enableAutoPipelining: true,
  });
  return reportFailures(redis, log);
}

/** A connection for a worker: it waits for Redis as long as it takes. */
export function connectWorkerRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 5_000, retryStrategy });
  return reportFailures(redis, log);
}

function retryStrategy(attempt: number): number {
  return Math.min(attempt * 100, 2_000);
}

/** Says once that Redis is away, and once that it is back. */
function reportFailures(redis: Redis, log: Log): Redis {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.error({ err: error }, 'Redis does not answer');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info({}, 'Redis answers again');
    away = false;
  });
  return redis;
}
