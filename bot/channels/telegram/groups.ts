import type { Redis } from 'ioredis';
import type { Language } from '../../../flows/definition.ts';
import type { Translate } from '../../../handlers/present/context.ts';
import type { Self } from './address.ts';
import type { CallTelegram } from './client.ts';

/** Points a group to the private chat; nothing personal is said or taken where others read along. */
export type PointToPrivate = (group: string, of: { language: Language; self: Self }) => Promise<void>;

export interface GroupDependencies {
  call: CallTelegram;
  redis: Redis;
  prefix: string;
  translator(language: Language): Translate;
}

const ONCE_IN_SECONDS = 3600;

/** Says it at most once an hour in each group, however many processes there are. */
export function createPointToPrivate(dependencies: GroupDependencies): PointToPrivate {
  const { call, redis, prefix, translator } = dependencies;
  return async (group, { language, self }) => {
    const isFirst = await redis.set(`${prefix}pointed:${group}`, '1', 'EX', ONCE_IN_SECONDS, 'NX');
    if (isFirst === null) return;
    const t = translator(language);
    const url = `https://t.me/${self.username}`;
    await call('sendMessage', {
      chat_id: group,
      text: t('chat:group.private-only'),
      reply_markup: { inline_keyboard: [[{ text: t('chat:group.open-private'), url }]] },
    });
  };
}
