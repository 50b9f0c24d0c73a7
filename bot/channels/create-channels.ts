import type { Redis } from 'ioredis';
import type { Log } from '../../handlers/ports.ts';
import type { PersonCard } from '../../handlers/queries/list-people.ts';
import type { SentFiles } from '../../handlers/sent-files.ts';
import { listMenu } from '../../handlers/words/menu.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { AppError } from '../../models/store/errors.ts';
import type { Locales } from '../i18n.ts';
import type { Config } from '../settings/config.ts';
import type { Channel } from './channel.ts';
import { createTelegramChannel } from './telegram/index.ts';
import { createChatLog } from './web/chat-log.ts';

export interface ChannelParts {
  config: Config;
  redis: Redis;
  keys: KeyRing;
  prefix: string;
  locales: Locales;
  log: Log;
  now(): Date;
  /** Told of a failure after which a channel cannot work any more. */
  onFatal(error: AppError): void;
  /** The people whom the chat page can play, and how one of them is bound to it. */
  people(): Promise<PersonCard[]>;
  link(code: string): Promise<boolean>;
  /** Keeps the files that are sent on the chat page. */
  files: SentFiles;
}

/** The channels that the settings switch on. */
export async function createChannels(parts: ChannelParts): Promise<Channel[]> {
  const { config, locales } = parts;
  const channels: Channel[] = [];
  if (config.webChat) {
    // Never on in production, where it would only take memory.
    const { createWebChannel } = await import('./web/index.ts');
    const menu = { vi: listMenu(locales.translator('vi')), en: listMenu(locales.translator('en')) };
    const commands = menu.vi.map(({ command, description }, place) => ({
      name: command,
      label: { vi: description, en: menu.en[place]?.description ?? description },
    }));
    channels.push(createWebChannel({ ...parts, commands }));
  }
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET = '' } = config;
  if (token !== undefined) {
    channels.push(
      createTelegramChannel({
        ...parts,
        token,
        apiRoot: config.TELEGRAM_API_ROOT,
        webhook: url === undefined ? undefined : { url, secret: TELEGRAM_WEBHOOK_SECRET },
        translator: locales.translator,
      }),
    );
  }
  return channels;
}

/** What forgets a chat up to a moment, where we keep it ourselves: on the chat page. */
export function createForgetChat(
  parts: Pick<ChannelParts, 'redis' | 'keys' | 'prefix'>,
): (person: string, until: Date) => Promise<void> {
  return createChatLog(parts).forget;
}
