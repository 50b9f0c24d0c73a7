import { listActive, listPending } from '../../models/chat/conversation-copy.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { Announce } from '../talk/announce.ts';
import type { CommandJob } from './catalogue.ts';

interface Dependencies {
  database: Database;
  /** Brings back a conversation that Redis lost. */
  restore(person: string): Promise<unknown>;
  enqueueCommand(job: CommandJob): Promise<void>;
  announce: Announce;
  log: Log;
}

/** Whoever did something so shortly before the loss was in the middle of it. */
const ACTIVE_MS = 10 * 60 * 1000;
const AT_ONCE = 16;

/** Takes up what nobody would ask for; `lastSeen` is when the data was seen last, if it was. */
export type Recover = (lastSeen: Date | undefined) => Promise<void>;

/**
 * After Redis has lost its data, and without anybody having to come back: people who were answering are told and
 * shown where they stand, and commands that by the copies have no outcome yet are run all the same. Safe to repeat; rejects where a store does not answer.
 */
export function createRecover(dependencies: Dependencies): Recover {
  return async (lastSeen) => {
    await tellActive(dependencies, lastSeen);
    await recoverCommands(dependencies);
  };
}

async function tellActive(dependencies: Dependencies, lastSeen: Date | undefined): Promise<void> {
  const { database, announce, log } = dependencies;
  const active = await listActive(database.conversations, { withinMs: ACTIVE_MS, until: lastSeen });
  await forEach(active, ({ person, copiedAt }) =>
    orPassOver(dependencies, person, () =>
      announce(person, { key: `restored:${copiedAt.getTime()}`, news: { type: 'restored' } }),
    ),
  );
  if (active.length > 0) log.warn({ count: active.length }, 'People who were answering are told of the loss');
}

async function recoverCommands(dependencies: Dependencies): Promise<void> {
  const { database, restore, enqueueCommand, log } = dependencies;
  const pending = await listPending(database.conversations);
  await forEach(pending, ({ person, command }) =>
    orPassOver(dependencies, person, async () => {
      await restore(person);
      await enqueueCommand({ person, command });
    }),
  );
  if (pending.length > 0) log.warn({ count: pending.length }, 'Commands are taken up from their copies');
}

/** Works through a list, some of it side by side: after a loss thousands may be in it. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const workOff = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workOff));
}

/** What is wrong with one conversation itself keeps nobody else from being taken up. */
async function orPassOver({ log }: Dependencies, person: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.error({ err: error, person }, 'A conversation could not be taken up after the loss');
  }
}
