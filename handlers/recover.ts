import type { Database } from '../models/connection.ts';
import { listActiveDrafts, listPendingFields } from '../models/draft.ts';
import { AppError } from '../models/errors.ts';
import { SUBMISSION_FIELDS } from './conversation.ts';
import type { SubmissionJob } from './jobs/catalogue.ts';
import type { Log } from './ports.ts';
import type { Announce } from './receive-message.ts';

interface Dependencies {
  database: Database;
  /** Brings back a conversation that Redis lost. */
  restore(conversation: string): Promise<unknown>;
  enqueueSubmission(job: SubmissionJob): Promise<void>;
  announce: Announce;
  log: Log;
}

/** Whoever did something so shortly before the loss was in the middle of it. */
const ACTIVE_MS = 10 * 60 * 1000;

/** Takes up what nobody would ask for; `lastSeen` is when the data was seen last, if it was. */
export type Recover = (lastSeen: Date | undefined) => Promise<void>;

/**
 * After Redis has lost its data, and without anybody having to come back: people who were answering are told and
 * shown where they stand, and versions that were handed in but, by the copies of the drafts, are not recorded are
 * recorded all the same. Safe to repeat; rejects where a store does not answer.
 */
export function createRecover(dependencies: Dependencies): Recover {
  return async (lastSeen) => {
    await tellActive(dependencies, lastSeen);
    await recoverSubmissions(dependencies);
  };
}

async function tellActive(dependencies: Dependencies, lastSeen: Date | undefined): Promise<void> {
  const { database, announce, log } = dependencies;
  const active = await listActiveDrafts(database.drafts, { withinMs: ACTIVE_MS, until: lastSeen });
  for (const { conversation, copiedAt } of active) {
    await orPassOver(dependencies, conversation, () =>
      announce(conversation, { key: `restored:${copiedAt.getTime()}`, news: { type: 'restored' } }),
    );
  }
  if (active.length > 0) log.warn({ count: active.length }, 'People who were answering are told of the loss');
}

async function recoverSubmissions(dependencies: Dependencies): Promise<void> {
  const { database, restore, enqueueSubmission, log } = dependencies;
  const pending = await listPendingFields(database.drafts, SUBMISSION_FIELDS);
  for (const { conversation, flow, field } of pending) {
    const number = Number(field.slice(SUBMISSION_FIELDS.length));
    await orPassOver(dependencies, conversation, async () => {
      await restore(conversation);
      await enqueueSubmission({ conversation, flow, number });
    });
  }
  if (pending.length > 0) log.warn({ count: pending.length }, 'Submissions are taken up from their copies');
}

/** What is wrong with one conversation itself keeps nobody else from being taken up. */
async function orPassOver(
  { log }: Dependencies,
  conversation: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.error({ err: error, conversation }, 'A conversation could not be taken up after the loss');
  }
}
