import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';
import { type CycleProgress, listCycleProgress } from '../../handlers/queries/cycle-progress.ts';
import type { Status } from '../../handlers/queries/find-concerns.ts';
import { readBacklog } from '../../models/chat/backlog.ts';
import { connectDatabase, inspectDatabase } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { NEWEST_VERSION } from '../../models/store/migrations.ts';
import { connectRedis } from '../queues/connection.ts';
import { createJobQueue, type JobQueue } from '../queues/queue.ts';
import { readRedisSettings } from '../services/durable-redis.ts';
import { mongodbServer } from '../services/mongodb-server.ts';
import { redisServer } from '../services/redis-server.ts';
import { KEY_PREFIX } from '../settings/config.ts';

const MOST_FAILED = 20;

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Asks the stores of a running bot how it is; each that does not answer within seconds is said to be away. */
export async function readStatus({
  servers,
  keys,
}: {
  servers: { redisUrl: string; mongodbUri: string };
  keys: { ring: KeyRing | undefined; source: string };
}): Promise<Status> {
  const [redisAnswers, mongodbAnswers] = await Promise.all([
    answers(redisServer.verify(servers.redisUrl)),
    answers(mongodbServer.verify(servers.mongodbUri)),
  ]);
  const found = mongodbAnswers
    ? await inspectDatabase(servers.mongodbUri, keys.ring).catch(() => null)
    : null;
  const encryption = found === null ? null : { ...found.faults, ring: found.ring, source: keys.source };
  const transactionSeconds = found?.transactionSeconds ?? null;
  const mongodb = { answers: mongodbAnswers, transactionSeconds };
  const shapes = found === null ? null : { stored: found.version, newest: NEWEST_VERSION };
  const at = new Date();
  const cycles =
    keys.ring !== undefined && found !== null && isReadable(found)
      ? await readCycles(servers.mongodbUri, { keys: keys.ring, at }).catch(() => null)
      : null;
  const stored = { at, mongodb, encryption, shapes, cycles };
  if (!redisAnswers) {
    const redis = { answers: false, settings: null };
    return { ...stored, redis, backlog: null, jobs: null, failed: [] };
  }
  return withQueue(servers.redisUrl, async ({ redis, queue }) => {
    const [settings, backlog, jobs, failed] = await Promise.all([
      readRedisSettings(redis),
      readBacklog({ redis, prefix: KEY_PREFIX }, at),
      queue.read(),
      queue.listFailed(MOST_FAILED),
    ]);
    return { ...stored, redis: { answers: true, settings }, backlog, jobs, failed };
  });
}

/** Without the shapes and the keys of this program nothing can be read rightly, and the concerns say so. */
function isReadable({ version, faults }: Awaited<ReturnType<typeof inspectDatabase>>): boolean {
  return version === NEWEST_VERSION && faults.missing.length + faults.wrong.length === 0;
}

async function readCycles(
  mongodbUri: string,
  { keys, at }: { keys: KeyRing; at: Date },
): Promise<CycleProgress[]> {
  const database = await connectDatabase(mongodbUri);
  try {
    return await listCycleProgress({ database, keys }, { now: at });
  } finally {
    await database.close();
  }
}

/** Does `work` on the queue of the app. Throws `redis-unreachable`. */
export async function withQueue<Result>(
  redisUrl: string,
  work: (parts: { redis: Redis; queue: JobQueue }) => Promise<Result>,
): Promise<Result> {
  await redisServer.verify(redisUrl);
  const redis = connectRedis(redisUrl, silent);
  const queue = createJobQueue({ redis, prefix: KEY_PREFIX });
  try {
    return await work({ redis, queue });
  } finally {
    await queue.close();
    redis.disconnect();
  }
}

function answers(verified: Promise<void>): Promise<boolean> {
  return verified.then(
    () => true,
    () => false,
  );
}
