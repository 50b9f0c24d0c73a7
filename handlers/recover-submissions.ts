import type { Database } from '../models/connection.ts';
import { listPendingFields } from '../models/draft.ts';
import { SUBMISSION_FIELDS } from './conversation.ts';
import type { SubmissionJob } from './jobs/catalogue.ts';
import type { Log } from './ports.ts';

interface Dependencies {
  database: Database;
  /** Brings back a conversation that Redis lost. */
  restore(conversation: string): Promise<unknown>;
  enqueueSubmission(job: SubmissionJob): Promise<void>;
  log: Log;
}

/**
 * After Redis has lost its data: versions that were handed in and, by the copies of the drafts, are not recorded
 * are recorded all the same, without waiting for the person to come back. Safe to repeat.
 */
export function createRecoverSubmissions(dependencies: Dependencies): () => Promise<void> {
  const { database, restore, enqueueSubmission, log } = dependencies;
  return async () => {
    const pending = await listPendingFields(database.drafts, SUBMISSION_FIELDS);
    for (const { conversation, flow, field } of pending) {
      await restore(conversation);
      const number = Number(field.slice(SUBMISSION_FIELDS.length));
      await enqueueSubmission({ conversation, flow, number });
    }
    if (pending.length > 0) log.warn({ count: pending.length }, 'Submissions are taken up from their copies');
  };
}
