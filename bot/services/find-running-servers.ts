import { endServer } from './embedded-server.ts';
import { findLockHolder } from './lock-folder.ts';
import { mongodbServer } from './mongodb-server.ts';
import { isRunning } from './process-identity.ts';
import { redisServer } from './redis-server.ts';
import { readRunRecord, removeRunRecord, type ServerRecord } from './run-record.ts';
import type { ServerKind } from './server-kind.ts';

/** Where the servers answer that `npm start` of the same folder uses; undefined unless both do. */
export async function findRunningServers(
  home: string,
): Promise<{ redisUrl: string; mongodbUri: string } | undefined> {
  const { redis, mongodb } = readRunRecord(home) ?? {};
  if (!redis || !mongodb) return undefined;
  const answers = await Promise.all([isAnswering(redisServer, redis), isAnswering(mongodbServer, mongodb)]);
  return answers.every(Boolean) ? { redisUrl: redis.url, mongodbUri: mongodb.url } : undefined;
}

/**
 * Ends the servers of a home whose owner was killed; false, and nothing done, where there is no such thing.
 */
export async function endAbandonedServers(home: string): Promise<boolean> {
  const record = readRunRecord(home);
  if (!record || (await findLockHolder(home))) return false;
  const servers = [record.redis, record.mongodb].filter((server) => server !== undefined);
  await Promise.all(servers.map(endServer));
  removeRunRecord(home);
  return true;
}

async function isAnswering(kind: ServerKind, { url, process: identity }: ServerRecord): Promise<boolean> {
  if (identity && !isRunning(identity)) return false;
  const answer = identity ? kind.ready(url) : kind.verify(url);
  return answer.then(
    () => true,
    () => false,
  );
}
