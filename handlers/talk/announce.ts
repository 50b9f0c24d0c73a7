import { isOutcome } from '../../flows/engine/outcome.ts';
import type { News } from './situation.ts';
import { type TakeEventDependencies, takeEvent } from './take-event.ts';

/**
 * Tells a person something that the system of record has to say; once for each `key`. Who has left is told no more than
 * what became of what they handed in before. Returns whether there is nothing left to tell: false for who has not joined.
 */
export type Announce = (person: string, told: { key: string; news: News }) => Promise<boolean>;

interface Dependencies extends TakeEventDependencies {
  /** Whether somebody no longer belongs to the organisation. */
  hasLeft(person: string): Promise<boolean>;
}

export function createAnnounce(dependencies: Dependencies): Announce {
  return async (person, { key, news }) => {
    if (!isOutcome(news) && (await dependencies.hasLeft(person))) return true;
    const at = dependencies.now().toISOString();
    const event = { at, input: news, address: null };
    const { status } = await takeEvent(dependencies, { person, update: key, event });
    return status !== 'ignored';
  };
}
