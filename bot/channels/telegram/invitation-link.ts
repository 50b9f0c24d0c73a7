import { AppError } from '../../../models/errors.ts';

/** What a bot's username is made of. */
const USERNAME = /^@?([A-Za-z0-9_]{5,32})$/;

/** Where somebody who was invited goes: the chat with the bot, which is handed the code at its start. */
export interface InvitationLinks {
  bot: string;
  linkOf(code: string): string;
}

/** Links to the bot of this username. Throws `bot-name-invalid`. */
export function createInvitationLinks(username: string): InvitationLinks {
  const bot = USERNAME.exec(username)?.[1];
  if (bot === undefined) {
    throw new AppError('bot-name-invalid', { message: 'No username of a bot', details: { name: username } });
  }
  return { bot: `@${bot}`, linkOf: (code) => `https://t.me/${bot}?start=${code}` };
}
