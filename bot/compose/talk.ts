import { dayOf } from '../../flows/rules/calendar.ts';
import type { Deliver } from '../../handlers/deliver/deliver.ts';
import type { Identities } from '../../handlers/identities.ts';
import { createFinishJoining } from '../../handlers/join/finish-joining.ts';
import { createGuesses } from '../../handlers/join/guesses.ts';
import { createReceiveStranger } from '../../handlers/join/receive-stranger.ts';
import { createTellEarlierNews } from '../../handlers/join/tell-earlier-news.ts';
import type { KeyedQueue } from '../../handlers/keyed-queue.ts';
import type { Log, Receive, Send } from '../../handlers/ports.ts';
import type { FindQuestions } from '../../handlers/queries/find-questions.ts';
import type { Sources } from '../../handlers/queries/sources.ts';
import { type Announce, createAnnounce } from '../../handlers/talk/announce.ts';
import { createReceive } from '../../handlers/talk/receive-message.ts';
import { createRecentConversations } from '../../handlers/talk/recent-conversations.ts';
import { createWelcome } from '../../handlers/talk/welcome.ts';
import { createJoiningStore } from '../../models/chat/joining.ts';
import { createStrangerUpdates } from '../../models/chat/stranger-updates.ts';
import { hasLeft } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { listPosts } from '../../models/organisation/post.ts';
import type { Locales } from '../i18n.ts';
import type { Stores } from './stores.ts';

/** Takes in what people do, and tells them what the system of record has to say. */
export interface Talk {
  receive: Receive;
  announce: Announce;
}

interface Dependencies extends Stores {
  prefix: string;
  identities: Identities;
  sources: Sources;
  findQuestions: FindQuestions;
  send: Send;
  deliver: Deliver;
  keyedQueue: KeyedQueue;
  locales: Locales;
  now(): Date;
  log: Log;
}

/** Puts together what answers: members in their conversations, strangers on their way in. */
export function createTalk(dependencies: Dependencies): Talk {
  const { database, keys, redis, prefix, identities, sources, locales, now } = dependencies;
  const talking = {
    ...dependencies,
    ...locales,
    newId: sources.newId,
    postsOf: (person: string) => listPosts(database, { people: [person], day: dayOf(now()) }),
    recent: createRecentConversations(),
  };
  const strangerUpdates = createStrangerUpdates({ redis, keys, prefix });
  const welcome = createWelcome(talking);
  const announce = createAnnounce({
    ...talking,
    async hasLeft(code) {
      const person = await findPerson(database, { person: code });
      return person !== null && hasLeft(person, dayOf(talking.now()));
    },
  });
  const tellEarlierNews = createTellEarlierNews({ ...talking, announce });
  const finishJoining = createFinishJoining({ identities, strangerUpdates, welcome, tellEarlierNews });
  const joining = { ...talking, strangerUpdates, finishJoining };
  const receiveStranger = createReceiveStranger({
    ...joining,
    joinings: createJoiningStore({ redis, prefix }),
    guesses: createGuesses({ redis, prefix }),
  });
  return {
    receive: createReceive({ ...joining, receiveStranger }),
    announce,
  };
}
