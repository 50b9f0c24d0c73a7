import type { BotCommand, LanguageCode } from 'grammy/types';
import type { Language } from '../../../flows/definition.ts';
import type { Log } from '../../../handlers/ports.ts';
import type { Self } from './address.ts';
import type { CallTelegram } from './client.ts';
import type { TelegramCommand } from './dependencies.ts';
import { ALLOWED_UPDATES } from './schema.ts';

const MAX_CONNECTIONS = 40;
const PRIVATE = { type: 'all_private_chats' } as const;

/** Asks who we are. Rejects with `telegram-unauthorised` if the token is not valid. */
export async function askSelf(
  call: CallTelegram,
  how: { tries?: number; signal: AbortSignal },
): Promise<Self> {
  const { id, username } = await call({
    method: 'getMe',
    ...how,
    run: ({ raw, signal }) => raw.getMe(signal),
  });
  return { id, username };
}

/** Has updates pushed to us, or fetched by us if no webhook is given. What waits at Telegram is kept. */
export async function chooseDelivery(
  call: CallTelegram,
  how: { webhook: { url: string; secret: string } | undefined; signal: AbortSignal },
): Promise<void> {
  const { webhook, signal } = how;
  if (webhook === undefined) {
    await call({
      method: 'deleteWebhook',
      signal,
      run: ({ raw, signal: ended }) => raw.deleteWebhook({ drop_pending_updates: false }, ended),
    });
    return;
  }
  await call({
    method: 'setWebhook',
    signal,
    run: ({ raw, signal: ended }) =>
      raw.setWebhook(
        {
          url: webhook.url,
          secret_token: webhook.secret,
          allowed_updates: ALLOWED_UPDATES,
          max_connections: MAX_CONNECTIONS,
          drop_pending_updates: false,
        },
        ended,
      ),
  });
}

/** Sets the menus: Vietnamese for everybody, English where the app is in English. A failure is only logged. */
export async function setMenus(
  call: CallTelegram,
  of: { commands: readonly TelegramCommand[]; log: Log; signal: AbortSignal },
): Promise<void> {
  const { commands, log, signal } = of;
  const menus: { language: Language; code?: LanguageCode }[] = [
    { language: 'vi' },
    { language: 'vi', code: 'vi' },
    { language: 'en', code: 'en' },
  ];
  for (const { language, code } of menus) {
    const menu: BotCommand[] = commands.map(({ name, description }) => ({
      command: name,
      description: description[language],
    }));
    const where = code === undefined ? { scope: PRIVATE } : { scope: PRIVATE, language_code: code };
    await call({
      method: 'setMyCommands',
      signal,
      run: ({ raw, signal: ended }) => raw.setMyCommands({ commands: menu, ...where }, ended),
    }).catch((error: unknown) => log.warn({ err: error, language }, 'A menu of commands could not be set'));
  }
}
