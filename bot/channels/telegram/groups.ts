import type { Redis } from 'ioredis';
import type { Language } from '../../../flows/forms/definition.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import type { Self } from './address.ts';
import type { CallTelegram } from './client.ts';

/** Where the bot was spoken to: a group, or a topic of one. */
interface Place {
  chat: string;
  topic?: number;
  language: Language;
}

/** Sends a group to the private chat; nothing personal is said or taken where others read along. */
export type RedirectToPrivate = (where: Place, self: Self) => Promise<void>;

export interface GroupDependencies {
  call: CallTelegram;
  redis: Redis;
  prefix: string;
  translator(language: Language): Translate;
}

const ONCE_IN_SECONDS = 3600;
/** Longer than a call takes with all of its tries. */
const SAYING_SECONDS = 60;

/** Says it at most once an hour in each group and topic, however many processes there are; counted once it is said. */
export function createRedirectToPrivate({
  call,
  redis,
  prefix,
  translator,
}: GroupDependencies): RedirectToPrivate {
  return async ({ chat, topic, language }, self) => {
    const key = `${prefix}pointed:${chat}${topic === undefined ? '' : `:${topic}`}`;
    const isFirst = await redis.set(key, 'saying', 'EX', SAYING_SECONDS, 'NX');
    if (isFirst === null) return;
    const t = translator(language);
    const url = `https://t.me/${self.username}`;
    try {
      await call('sendMessage', {
        chat_id: chat,
        ...(topic === undefined ? {} : { message_thread_id: topic }),
        text: t('chat:group.private-only'),
        reply_markup: { inline_keyboard: [[{ text: t('chat:group.open-private'), url }]] },
      });
    } catch (error) {
      await redis.del(key);
      throw error;
    }
    await redis.set(key, 'said', 'EX', ONCE_IN_SECONDS);
  };
}
