import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { AppError } from '../../models/store/errors.ts';
import { findOnPath } from './find-on-path.ts';
import { readAddress, type ServerCommand, type ServerKind, type ServerLocation } from './server-kind.ts';

const DATABASE = 'kiem_diem';
const REPLICA_SET = 'kiem-diem';
const USER = 'kiem_diem';

const LIMITS = { serverSelectionTimeoutMS: 4_000, connectTimeoutMS: 4_000, socketTimeoutMS: 4_000 };

/** Longer than any transaction of ours takes. */
const TRANSACTION_SECONDS = 20;

// The oldest with a shutdown that can be hurried.
const OLDEST_MONGOD = '5.0.0';

/** MongoDB, or SecantusDB in its place. */
export const mongodbServer: ServerKind = {
  id: 'mongodb',
  title: 'MongoDB',
  sources: [
    {
      name: 'mongod',
      find: () => findOnPath('mongod', { pattern: /v(\d+\.\d+\.\d+)/, minimum: OLDEST_MONGOD }),
      commandFor: mongodCommand,
      open: true,
    },
    { name: 'secantusdb', find: async (wheels) => (await wheels()).secantusd, commandFor: secantusCommand },
  ],
  ready: (url) => withAdmin(url, readyServer),
  verify,
};

type Admin = mongoose.mongo.Admin;

function mongodCommand(program: readonly string[], location: ServerLocation): ServerCommand {
  const { data, port } = location;
  const network = ['--bind_ip', '127.0.0.1', '--port', `${port}`, '--nounixsocket'];
  const storage = ['--dbpath', data, '--wiredTigerCacheSizeGB', '0.5'];
  // Without it a node that hears SIGTERM waits 15 s for others to take over.
  const shutdown = ['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'];
  // A process that dies in a transaction leaves it open, and the process that does its work again waits for its end.
  const transactions = ['--setParameter', `transactionLifetimeLimitSeconds=${TRANSACTION_SECONDS}`];
  const set = ['--replSet', REPLICA_SET];
  return {
    command: [...program, ...set, ...network, ...storage, ...shutdown, ...transactions],
    url: addressOf(port),
  };
}

function secantusCommand(program: readonly string[], { data, port }: ServerLocation): ServerCommand {
  const password = randomBytes(24).toString('base64url');
  const network = ['--host', '127.0.0.1', '--port', `${port}`, '--auth'];
  // Without it a transaction is not on the disk when it is acknowledged, whatever its write concern.
  const storage = ['--storage-path', data, '--sync-on-commit'];
  const command = [...program, ...network, ...storage];
  return { command, input: `${USER} ${password}\n`, url: addressOf(port, password) };
}

function addressOf(port: number, password?: string): string {
  const user = password === undefined ? '' : `${USER}:${password}@`;
  const source = password === undefined ? '' : '&authSource=admin';
  return `mongodb://${user}127.0.0.1:${port}/${DATABASE}?directConnection=true${source}`;
}

async function readyServer(admin: Admin, url: string): Promise<number> {
  const hello = await admin.command({ hello: 1 });
  if (!hello.isWritablePrimary) {
    await formReplicaSet(admin, readAddress(url));
    throw new Error('The replica set has no primary yet');
  }
  return (await admin.command({ serverStatus: 1 })).pid;
}

/** Makes a replica set of one, which transactions need; its address is another one after each start. */
async function formReplicaSet(admin: Admin, host: string): Promise<void> {
  const members = [{ _id: 0, host }];
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === host) return;
    const moved = { ...config, members: [{ ...config.members[0], host }], version: config.version + 1 };
    await admin.command({ replSetReconfig: moved, force: true });
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError) || error.codeName !== 'NotYetInitialized')
      throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
  }
}

async function verify(url: string): Promise<void> {
  const details = { address: readAddress(url) };
  const hello = await withAdmin(url, (admin) => admin.command({ hello: 1 })).catch((error: unknown) => {
    // No cause: an error may quote the connection string, with the password in it.
    const reason = nameReason(error);
    throw new AppError('mongodb-unreachable', {
      message: 'MONGODB_URI does not answer',
      details: { ...details, reason },
    });
  });
  if (hello.setName || hello.msg === 'isdbgrid') return;
  const message = 'MONGODB_URI leads to a server without transactions';
  throw new AppError('mongodb-standalone', { message, details });
}

async function withAdmin<T>(url: string, ask: (admin: Admin, url: string) => Promise<T>): Promise<T> {
  const client = new mongoose.mongo.MongoClient(url, LIMITS);
  try {
    return await ask(client.db().admin(), url);
  } finally {
    await client.close();
  }
}

/** The code of the innermost error that has one: ECONNREFUSED rather than "no server could be selected". */
function nameReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof mongoose.mongo.MongoServerError) return error.codeName ?? error.name;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? nameReason(error.cause) : error.name;
}
