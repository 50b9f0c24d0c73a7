import type { LanguageCode } from 'grammy/types';
import type { Language } from '../../../flows/forms/definition.ts';
import type { Log } from '../../../handlers/ports.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import { listMenu } from '../../../handlers/words/menu.ts';
import type { Self } from './address.ts';
import type { CallOptions, CallTelegram } from './client.ts';
import { ALLOWED_UPDATES } from './schema.ts';

/** Where updates are pushed to, and what proves that it is Telegram who does it. */
export interface WebhookTarget {
  url: string;
  secret: string;
}

const MAX_CONNECTIONS = 40;

/** Vietnamese for everybody, English where the app is in English. */
const MENUS: readonly { language: Language; code?: LanguageCode }[] = [
  { language: 'vi' },
  { language: 'en', code: 'en' },
];

/** Asks who we are. */
export async function askSelf(call: CallTelegram, options: CallOptions = {}): Promise<Self> {
  const { id, username } = await call('getMe', {}, options);
  return { id, username };
}

/** Has updates pushed to us, or fetched by us if no webhook is given. What waits at Telegram is kept. */
export async function chooseDelivery(call: CallTelegram, webhook: WebhookTarget | undefined): Promise<void> {
  if (webhook === undefined) {
    await call('deleteWebhook', { drop_pending_updates: false });
    return;
  }
  await call('setWebhook', {
    url: webhook.url,
    secret_token: webhook.secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: MAX_CONNECTIONS,
    drop_pending_updates: false,
  });
}

/** Sets the menus of commands. A failure is only logged: every command can be typed. */
export async function setMenus(
  call: CallTelegram,
  { translator, log }: { translator(language: Language): Translate; log: Log },
): Promise<void> {
  for (const { language, code } of MENUS) {
    const where = code === undefined ? {} : { language_code: code };
    const commands = listMenu(translator(language));
    await call('setMyCommands', { commands, scope: { type: 'all_private_chats' }, ...where }).catch(
      (error: unknown) => log.warn({ err: error, language }, 'A menu of commands could not be set'),
    );
  }
}
