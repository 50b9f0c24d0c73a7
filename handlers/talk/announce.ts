import type { News } from './situation.ts';
import { type TakeEventDependencies, takeEvent } from './take-event.ts';

/** Tells a person something that the system of record has to say; once for each `key`. */
export type Announce = (person: string, told: { key: string; news: News }) => Promise<void>;

export function createAnnounce(dependencies: TakeEventDependencies): Announce {
  return async (person, { key, news }) => {
    const at = dependencies.now().toISOString();
    await takeEvent(dependencies, { person, update: key, event: { at, input: news, address: null } });
  };
}
