import type { Deliver } from '../deliver/deliver.ts';
import type { KeyedQueue } from '../keyed-queue.ts';
import type { Receipt } from '../ports.ts';
import { type CommitEventDependencies, commitEvent } from './commit-event.ts';

export interface TakeEventDependencies extends CommitEventDependencies {
  deliver: Deliver;
  keyedQueue: KeyedQueue;
}

/**
 * Answers one event, after those of the same person that came before. The receipt is given once the answer is committed;
 * sending follows. `more` says that another event will follow soon: what there is to say is left to that one. Rejects
 * if nothing was committed.
 */
export function takeEvent(
  dependencies: TakeEventDependencies,
  { more = false, ...taken }: Parameters<typeof commitEvent>[1] & { more?: boolean },
): Promise<Receipt> {
  const { keyedQueue, deliver, log } = dependencies;
  const { person } = taken;
  return new Promise((resolve, reject) => {
    keyedQueue
      .run(person, async () => {
        const { receipt, ...unsent } = await commitEvent(dependencies, taken);
        resolve(receipt);
        // The person's next event does not wait until a slow messenger has taken this answer.
        void deliver(person, { ...unsent, more });
      })
      .catch((error: unknown) => {
        reject(error);
        log.error({ err: error, person }, 'An update could not be taken in');
      });
  });
}
