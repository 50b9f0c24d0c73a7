import type { Redis } from 'ioredis';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { Identities } from '../../handlers/identities.ts';
import type { Log, Send } from '../../handlers/ports.ts';
import { listPeopleCards } from '../../handlers/queries/list-people.ts';
import { createSentFiles } from '../../handlers/sent-files.ts';
import type { InvitationLink } from '../../handlers/words/context.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Channel } from '../channels/channel.ts';
import { createChannels } from '../channels/create-channels.ts';
import { sendMessage } from '../channels/send-message.ts';
import type { Locales } from '../i18n.ts';
import type { Measures } from '../metrics/measure.ts';
import { createLinkSamplePerson } from '../sample/link-sample-person.ts';
import type { Config } from '../settings/config.ts';

/** The channels, not started yet, and what is sent through them. */
export interface Channels {
  channels: readonly Channel[];
  /** Sends to an address on any of them, measured. Rejects with `channel-off` where its channel is not among them. */
  send: Send;
  /** Whether people can send files on a channel. */
  takesFiles(name: string): boolean;
  /** The link with the code of an invitation to every messenger that takes one and is reached. */
  invitationLinks(code: string): readonly InvitationLink[];
}

interface Dependencies {
  config: Config;
  database: Database;
  redis: Redis;
  keys: KeyRing;
  store: ConversationStore;
  prefix: string;
  locales: Locales;
  identities: Identities;
  measures: Measures;
  /** Channels beside those that the settings switch on. */
  further: readonly Channel[];
  onFatal(error: AppError): void;
  now(): Date;
  log: Log;
}

/** Makes the channels that the settings switch on. */
export async function prepareChannels(dependencies: Dependencies): Promise<Channels> {
  const { database, keys, store, identities, measures, further, now, log } = dependencies;
  const ours = await createChannels({
    ...dependencies,
    people: () => listPeopleCards(database, { day: dayOf(now()) }),
    link: createLinkSamplePerson({ database, identities }),
    files: createSentFiles({ store, database, keys }),
  });
  const channels = [...ours, ...further];
  if (channels.length === 0) {
    log.warn({}, 'No channel is on, so nobody can reach the bot: set the token of one');
  }
  const find = (name: string) => channels.find((channel) => channel.name === name);
  return {
    channels,
    send: measures.send(async (to, outgoing) => {
      const channel = find(to.channel);
      if (channel === undefined) throw channelOff(to.channel);
      return await sendMessage(channel, to.chat, outgoing);
    }),
    takesFiles: (name) => find(name)?.capabilities.files !== false,
    invitationLinks: (code) =>
      channels.flatMap((channel) => {
        const { app, linkOf } = channel.address?.() ?? {};
        return app === undefined || linkOf === undefined ? [] : { app, link: linkOf(code) };
      }),
  };
}

function channelOff(channel: string): AppError {
  return new AppError('channel-off', { message: 'The channel is not running', details: { channel } });
}
