import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import type { PendingWelcome } from '../../models/chat/identity.ts';
import type { StrangerUpdates } from '../../models/chat/stranger-updates.ts';
import type { Identities } from '../identities.ts';
import type { ChannelEvent } from '../ports.ts';

interface FinishDependencies {
  identities: Pick<Identities, 'noteWelcomed'>;
  strangerUpdates: StrangerUpdates;
  /** Brings a person who has just joined into their conversation, and tells their other chats; once for each `id`. */
  welcome(person: string, joined: { event: ChannelEvent; welcome: PendingWelcome }): Promise<void>;
}

/**
 * Welcomes somebody who is bound, and notes that. Safe to repeat: a crash in between leaves the welcome pending, and
 * whatever comes of them next begins with it. The consent, delivered again, does nothing more.
 */
export type FinishJoining = (
  person: string,
  joined: { event: ChannelEvent; welcome: PendingWelcome },
) => Promise<void>;

export function createFinishJoining(dependencies: FinishDependencies): FinishJoining {
  const { identities, strangerUpdates, welcome } = dependencies;
  return async (person, joined) => {
    const { channel, user } = joined.event;
    const language = await chosenLanguage(strangerUpdates, joined.event);
    await welcome(person, { ...joined, event: { ...joined.event, ...language } });
    await strangerUpdates.noteTaken({ channel, update: joined.welcome.update });
    await identities.noteWelcomed({ channel, user });
  };
}

/** The language that somebody chose as a stranger, in place of that of their app. */
export async function chosenLanguage(
  strangerUpdates: StrangerUpdates,
  stranger: { channel: string; user: string },
): Promise<{ language?: Language }> {
  const chosen = await strangerUpdates.readLanguage(stranger);
  const language = LANGUAGES.find((one) => one === chosen);
  return language === undefined ? {} : { language };
}
