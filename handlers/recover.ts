import type { Database } from '../models/connection.ts';
import { listActiveDrafts, listPendingFields } from '../models/draft.ts';
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

/**
 * After Redis has lost its data, and without anybody having to come back: people who were answering are told and
 * shown where they stand, and versions that were handed in but, by the copies of the drafts, are not recorded are
 * recorded all the same. Safe to repeat.
 */
export function createRecover(dependencies: Dependencies): () => Promise<void> {
  return async () => {
    await tellActive(dependencies);
    await recoverSubmissions(dependencies);
  };
}

async function recoverSubmissions(dependencies: Dependencies): Promise<void> {
  const { database, restore, enqueueSubmission, log } = dependencies;
  const pending = await listPendingFields(database.drafts, SUBMISSION_FIELDS);
  for (const { conversation, flow, field } of pending) {
    await restore(conversation);
    const number = Number(field.slice(SUBMISSION_FIELDS.length));
    await enqueueSubmission({ conversation, flow, number });
  }
  if (pending.length > 0) log.warn({ count: pending.length }, 'Submissions are taken up from their copies');
}

async function tellActive({ database, announce, log }: Dependencies): Promise<void> {
  const active = await listActiveDrafts(database.drafts, { withinMs: ACTIVE_MS });
  for (const { conversation, copiedAt } of active) {
    await announce(conversation, { key: `restored:${copiedAt.getTime()}`, news: { type: 'restored' } });
  }
  if (active.length > 0) log.warn({ count: active.length }, 'People who were answering are told of the loss');
}
