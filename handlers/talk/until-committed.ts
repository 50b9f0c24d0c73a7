import { AppError } from '../../models/store/errors.ts';

/** Each try loads the conversation anew. */
const MOST_TRIES = 8;

/**
 * Tries to commit a change of a conversation, and begins again where the conversation was changed meanwhile; throws
 * `conversation-busy` when that goes on. `attempt` counts from 1.
 */
export async function untilCommitted<Done>(
  tryOnce: (attempt: number) => Promise<Done | 'conflict'>,
): Promise<Done> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const done = await tryOnce(attempt);
    if (done !== 'conflict') return done;
  }
  throw new AppError('conversation-busy', { message: `Conversation changed ${MOST_TRIES} times meanwhile` });
}
