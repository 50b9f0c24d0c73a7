import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';

/** A link that says nothing for so long is dead, even if it is open. */
const SILENT_MS = 5_000;
/** A worker waits up to ten seconds for a job. */
const WORKER_SILENT_MS = 15_000;
/** How long what people wait for is tried on servers that refuse it. */
const TRY_FOR_MS = 5_000;
/** A server that refuses again so much later does so for another reason. */
const CALM_AFTER_MS = 2_000;

/**
 * What a server replies that is not, or not yet, the one to write to: a replica, as after a failover, or one that reads
 * its data. A new connection may lead to the right one. Redis 6 wraps what a script meets in an error of its own.
 */
const WRONG_SERVER = /(?:^|[ -])(?:READONLY|LOADING|MASTERDOWN|UNBLOCKED) /;

/** What ioredis is to do after an error that a server replied with. */
const RECONNECT = 1;
const RECONNECT_AND_RESEND = 2;

/** In what our connections differ. */
type ConnectionOptions = Pick<
  RedisOptions,
  'maxRetriesPerRequest' | 'socketTimeout' | 'enableAutoPipelining' | 'autoResubscribe'
>;

/** A connection for what people wait for: a command fails rather than hang while Redis is away. */
export function connectRedis(url: string, log: Log): Redis {
  // What many people do at one moment goes out in one write.
  return connect(url, { maxRetriesPerRequest: 3, enableAutoPipelining: true }, log);
}

/** A connection for a subscription, which is not made again by itself once the connection was lost. */
export function connectSubscriberRedis(url: string, log: Log): Redis {
  return connect(url, { maxRetriesPerRequest: 3, autoResubscribe: false }, log);
}

/** A connection for a worker: it waits for Redis as long as it takes. */
export function connectWorkerRedis(url: string, log: Log): Redis {
  return connect(url, { maxRetriesPerRequest: null, socketTimeout: WORKER_SILENT_MS }, log);
}

function connect(url: string, options: ConnectionOptions, log: Log): Redis {
  const redis = new Redis(url, {
    connectTimeout: SILENT_MS,
    socketTimeout: SILENT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    reconnectOnError: createReconnectOnError(options.maxRetriesPerRequest === null, log),
    ...options,
  });
  return reportFailures(redis, log);
}

/**
 * Leaves a server that refuses writes for a new connection. Such a server has done nothing of the command, so it can be
 * sent again: always, if `isPatient`, else for a few seconds, so that it fails rather than hang.
 */
function createReconnectOnError(isPatient: boolean, log: Log): NonNullable<RedisOptions['reconnectOnError']> {
  let first = Number.NEGATIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!WRONG_SERVER.test(error.message)) return false;
    const now = performance.now();
    if (now - latest > CALM_AFTER_MS) {
      first = now;
      log.warn({ err: error }, 'Redis refuses commands; it is connected to anew');
    }
    latest = now;
    return isPatient || now - first < TRY_FOR_MS ? RECONNECT_AND_RESEND : RECONNECT;
  };
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
