import type { FinishJoining } from '../join/finish-joining.ts';
import { type TakeEventDependencies, takeEvent } from './take-event.ts';

/** Opens the conversation of a person who has just joined; once for each welcome. */
export function createWelcome(dependencies: TakeEventDependencies): FinishJoining {
  return async (person, { event: received, welcome: { id, others } }) => {
    const { channel, chat, at, language } = received;
    const event = {
      ...{ at, input: { type: 'joined' as const, others }, address: { channel, chat } },
      ...(language === undefined ? {} : { language }),
    };
    await takeEvent(dependencies, { person, update: `joined:${id}`, event });
  };
}
