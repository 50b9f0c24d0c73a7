import type { SubmitEffect } from '../../flows/engine/events.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import { readIdentity } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import type { PayloadOf } from '../commands/catalogue.ts';
import { CommandRefused } from '../commands/command-refused.ts';
import { runCommand } from '../commands/run-command.ts';
import { submittedAnswers } from '../forms/submitted-answers.ts';
import type { Log } from '../ports.ts';
import type { Reviews } from '../queries/reviews.ts';
import { type PendingCommand, submissionField } from '../talk/conversation.ts';
import type { Announce } from '../talk/receive-message.ts';
import { isLate } from '../words/dates.ts';
import type { CommandJob } from './catalogue.ts';

interface Dependencies {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
  reviews: Reviews;
  announce: Announce;
  /** Copies a draft to the system of record. */
  copy(draft: { person: string; id: string }): Promise<void>;
  now(): Date;
  log: Log;
}

/**
 * Runs a command that waits in a conversation, as its person, then tells its outcome. Safe to run twice: a command
 * that is done no longer waits, or finds its outcome.
 */
export function createRunCommand(dependencies: Dependencies): (job: CommandJob) => Promise<void> {
  return async ({ person, command: id }) => {
    const { store, database, keys, now, announce, log } = dependencies;
    const json = await store.readCommand(person, id);
    // It has its outcome already, and its person was told.
    if (json === null) return;
    const pending = JSON.parse(json) as PendingCommand;
    const { draft, number } = pending;
    const payload = await payloadOf(dependencies, { person, pending });
    if (payload === undefined) {
      log.warn({ person, command: id }, 'What a command was to record is recorded already, or was lost');
    } else {
      const actor = { kind: 'person', person } as const;
      // Ids of outbox entries are unique in their conversation only.
      const call = { id: `${person}/${id}`, name: pending.name, actor, payload } as const;
      const outcome = await runCommand({ database, keys, now: now() }, call);
      if (outcome.status === 'refused') throw new CommandRefused(outcome);
    }
    const news = { type: 'recorded', draft, number, command: id } as const;
    await announce(person, { key: `news:${id}`, news });
  };
}

/** Nothing if the frozen version is not there: it is recorded, or was lost together with its draft. */
async function payloadOf(
  dependencies: Dependencies,
  { person, pending }: { person: string; pending: PendingCommand },
): Promise<PayloadOf<'record-self-review'> | undefined> {
  const { store, copy } = dependencies;
  const { draft: id, number } = pending;
  const stored = await store.loadDraft(person, id);
  const frozen = stored?.fields[submissionField(number)];
  if (stored === null || frozen === undefined) return undefined;
  // Should Redis be lost, the draft that is restored has to know of every number that is recorded.
  await copy({ person, id });
  const { cycle } = readIdentity(stored.identity);
  const version = JSON.parse(frozen) as SubmitEffect;
  return toPayload(dependencies, { person, cycle, draft: id, frozen: version });
}

async function toPayload(
  { reviews, store }: Dependencies,
  version: { person: string; cycle: string; draft: string; frozen: SubmitEffect },
): Promise<PayloadOf<'record-self-review'>> {
  const { person, cycle, draft, frozen } = version;
  const review = await reviews.inCycle(person, cycle);
  if (review === null)
    throw new AppError('review-missing', { message: 'The review of a submission is gone' });
  const flow =
    review.flow.version === frozen.flow ? review.flow : (review.earlier(frozen.flow) ?? review.flow);
  const parts = frozen.answers.flatMap(([, answer]) => partsOf(answer));
  const texts = await store.readTexts(person, { draft, parts });
  const submittedAt = new Date(frozen.submittedAt);
  return {
    ...{ person, cycle, number: frozen.number, flowVersion: frozen.flow, submittedAt },
    pack: review.packOf(frozen.flow),
    late: isLate(submittedAt, review.cycle.draftsDue),
    answers: submittedAnswers({ frozen, flow, texts }),
  };
}
