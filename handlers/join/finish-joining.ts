import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import type { PendingWelcome } from '../../models/chat/identity.ts';
import type { StrangerUpdates } from '../../models/chat/stranger-updates.ts';
import type { Identities } from '../identities.ts';
import type { ChannelEvent } from '../ports.ts';
import type { TellEarlierNews } from './tell-earlier-news.ts';

/**
 * Welcomes a person who is now bound, and notes that this is done. Safe to repeat: if the process crashes in between, the
 * welcome stays pending and their next event begins with it. A repeated consent does nothing more.
 */
export type FinishJoining = (
  person: string,
  joined: { event: ChannelEvent; welcome: PendingWelcome },
) => Promise<void>;

/**
 * `welcome` sends the welcome and tells the person's other chats, once for each id; `tellEarlierNews` what was done before
 * they joined.
 */
export function createFinishJoining(dependencies: {
  identities: Pick<Identities, 'noteWelcomed'>;
  strangerUpdates: StrangerUpdates;
  welcome: FinishJoining;
  tellEarlierNews: TellEarlierNews;
}): FinishJoining {
  const { identities, strangerUpdates, welcome, tellEarlierNews } = dependencies;
  return async (person, joined) => {
    const { channel, user } = joined.event;
    const language = await chosenLanguage(strangerUpdates, joined.event);
    await welcome(person, { ...joined, event: { ...joined.event, ...language } });
    await tellEarlierNews(person);
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
