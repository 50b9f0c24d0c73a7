import { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';

/** A link that says nothing for so long is dead, even if it is open. */
const SILENT_MS = 5_000;
/** A worker waits up to ten seconds for a job. */
const WORKER_SILENT_MS = 15_000;

/** A connection for what people wait for: a command fails rather than hang while Redis is away. */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 3,
    connectTimeout: SILENT_MS,
    socketTimeout: SILENT_MS,
    retryStrategy,
    // What many people do at one moment goes out in one write.
    enableAutoPipelining: true,
  });
  return reportFailures(redis, log);
}

/** A connection for a subscription, which is not made again by itself once the connection was lost. */
export function connectSubscriberRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 3,
    connectTimeout: SILENT_MS,
    socketTimeout: SILENT_MS,
    retryStrategy,
    autoResubscribe: false,
  });
  return reportFailures(redis, log);
}

/** A connection for a worker: it waits for Redis as long as it takes. */
export function connectWorkerRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: SILENT_MS,
    socketTimeout: WORKER_SILENT_MS,
    retryStrategy,
  });
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
