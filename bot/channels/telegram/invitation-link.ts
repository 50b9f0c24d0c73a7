import { AppError } from '../../../models/store/errors.ts';
import { createBotApi } from './bot-api.ts';
import { createClient } from './client.ts';
import { TelegramFailure } from './failure.ts';
import { askSelf } from './set-up.ts';
import { DEFAULT_TIMING } from './timing.ts';
import { toAppError } from './to-app-error.ts';

/** What a bot's username is made of. */
const USERNAME = /^@?([A-Za-z0-9_]{5,32})$/;
const TRIES = 2;

/** Where a person who was invited goes: the chat with the bot, which is handed the code at its start. */
export interface InvitationLinks {
  /** The messenger, as people call it. */
  app: string;
  bot: string;
  /** Where the chat with the bot is found. */
  address: string;
  linkOf(code: string): string;
}

/** The settings that tell which bot it is. */
interface BotSettings {
  TELEGRAM_BOT_TOKEN?: string | undefined;
  TELEGRAM_API_ROOT: string;
}

/** Links to the bot of this username. Throws `bot-name-invalid`. */
export function createInvitationLinks(username: string): InvitationLinks {
  const bot = USERNAME.exec(username)?.[1];
  if (bot === undefined) {
    throw new AppError('bot-name-invalid', { message: 'No username of a bot', details: { name: username } });
  }
  const address = `https://t.me/${bot}`;
  return { app: 'Telegram', bot: `@${bot}`, address, linkOf: (code) => `${address}?start=${code}` };
}

/**
 * Links to the bot whose token is set, by the username that Telegram knows. Throws `bot-unknown` without a token,
 * and what a failed call means.
 */
export async function askInvitationLinks(settings: BotSettings): Promise<InvitationLinks> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot } = settings;
  if (token === undefined) {
    throw new AppError('bot-unknown', {
      message: 'Neither a username nor a token of the bot is known',
      details: { setting: 'TELEGRAM_BOT_TOKEN' },
    });
  }
  const { callSeconds: seconds, pause } = DEFAULT_TIMING;
  const call = createClient({
    api: createBotApi({ token, apiRoot, seconds, pollSeconds: seconds }),
    pause,
    now: () => new Date(),
    ending: new AbortController().signal,
    onFatal: () => undefined,
  });
  try {
    const { username } = await askSelf(call, { tries: TRIES });
    return createInvitationLinks(username);
  } catch (error) {
    throw error instanceof TelegramFailure ? toAppError(error) : error;
  }
}
