import { listActive, listPending } from '../../models/chat/conversation-copy.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { Announce } from '../talk/announce.ts';
import type { CommandJob } from './catalogue.ts';

interface Dependencies {
  database: Database;
  /** Restores a conversation that Redis lost. */
  restore(person: string): Promise<unknown>;
  enqueueCommand(job: CommandJob): Promise<void>;
  announce: Announce;
  log: Log;
}

/** People who did something this shortly before the loss were answering, and are told. */
const ACTIVE_MS = 10 * 60 * 1000;
const AT_ONCE = 16;

/**
 * Recovers from a loss of Redis without waiting for people to write again: people who were answering are told and shown
 * where they stand, and commands without an outcome in the copies are run. `lastSeen` is the last time when the data was
 * still there, if known. Safe to repeat. Rejects if a store does not answer.
 */
export function createRecover(dependencies: Dependencies): (lastSeen: Date | undefined) => Promise<void> {
  return async (lastSeen) => {
    await tellActive(dependencies, lastSeen);
    await recoverCommands(dependencies);
  };
}

async function tellActive(dependencies: Dependencies, lastSeen: Date | undefined): Promise<void> {
  const { database, announce, log } = dependencies;
  const active = await listActive(database.conversations, { withinMs: ACTIVE_MS, until: lastSeen });
  await forEach(active, ({ person, copiedAt }) =>
    skipFailed(dependencies, person, async () => {
      await announce(person, { key: `restored:${copiedAt.getTime()}`, news: { type: 'restored' } });
    }),
  );
  if (active.length > 0) log.warn({ count: active.length }, 'People who were answering are told of the loss');
}

async function recoverCommands(dependencies: Dependencies): Promise<void> {
  const { database, restore, enqueueCommand, log } = dependencies;
  const pending = await listPending(database.conversations);
  await forEach(pending, ({ person, command }) =>
    skipFailed(dependencies, person, async () => {
      await restore(person);
      await enqueueCommand({ person, command });
    }),
  );
  if (pending.length > 0) log.warn({ count: pending.length }, 'Commands are taken up from their copies');
}

/** Works through a list with several items at once, because after a loss it may have thousands. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const workOff = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
}

/** Logs an error that concerns only this conversation, so that the others are still recovered. */
async function skipFailed({ log }: Dependencies, person: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.error({ err: error, person }, 'A conversation could not be taken up after the loss');
  }
}
