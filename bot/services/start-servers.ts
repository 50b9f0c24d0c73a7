import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppError } from '../../models/store/errors.ts';
import { lockFolder } from './lock-folder.ts';
import { mongodbServer } from './mongodb-server.ts';
import type { ServiceProgress } from './progress.ts';
import { redisServer } from './redis-server.ts';
import { ServerFleet } from './server-fleet.ts';

/** What `startServers` is told. */
export interface StartServersOptions {
  /** The folder of our servers' data, logs and records, made where it is missing. */
  home: string;
  /** Where wheels are installed: `<home>/venv` unless several homes share one. */
  venv?: string;
  /** A server that someone else runs is used as it is, instead of one of ours. */
  redisUrl?: string | undefined;
  mongodbUri?: string | undefined;
  report(progress: ServiceProgress): void;
  /**
   * Called at most once, when what is recorded can no longer be kept: with `server-died` when a server of ours ends
   * while it should not, with `data-removed` when the folder of its data is gone.
   */
  onFailure(error: AppError): void;
  /** Gives up: ends whatever has been begun; the promise rejects with its reason. */
  signal?: AbortSignal | undefined;
}

/** Both servers, ready for use. */
export interface Servers {
  redisUrl: string;
  mongodbUri: string;
  /** Ends the servers that are ours, within about five seconds. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Finds or starts Redis and MongoDB. Servers that a killed process left behind are taken over. Throws an
 * `AppError` if either cannot be had, with neither left running; never shows a credential.
 */
export async function startServers(options: StartServersOptions): Promise<Servers> {
  const { home, redisUrl, mongodbUri } = options;
  if (redisUrl && mongodbUri) {
    await Promise.all([redisServer.verify(redisUrl), mongodbServer.verify(mongodbUri)]);
    return { redisUrl, mongodbUri, stop: async () => undefined };
  }
  await Promise.all(
    ['data', 'logs'].map((name) => mkdir(join(home, name), { recursive: true, mode: 0o700 })),
  );
  const release = await lockFolder(home);
  const fleet = new ServerFleet({ venv: join(home, 'venv'), ...options });
  const opened = await Promise.allSettled([
    redisUrl ? fleet.use(redisServer, redisUrl) : fleet.open(redisServer),
    mongodbUri ? fleet.use(mongodbServer, mongodbUri) : fleet.open(mongodbServer),
  ]);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= fleet.end().then(release);
    return stopped;
  };
  const [redis, mongodb] = opened;
  if (redis.status === 'fulfilled' && mongodb.status === 'fulfilled') {
    return { redisUrl: redis.value, mongodbUri: mongodb.value, stop };
  }
  await stop();
  throw opened.find((result) => result.status === 'rejected')?.reason;
}
