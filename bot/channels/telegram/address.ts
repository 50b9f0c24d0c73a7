import type { TelegramMessage } from './schema.ts';

/** The bot itself, as Telegram knows it. */
export interface Self {
  id: number;
  /** Without the `@`. */
  username: string;
}

/** Whether a message in a group speaks to the bot: a command that names no other bot, or a mention. */
export function isAddressed({ text = '', entities = [] }: TelegramMessage, self: Self): boolean {
  return entities.some(({ type, offset, length, user }) => {
    const word = text.slice(offset, offset + length).toLowerCase();
    const name = `@${self.username.toLowerCase()}`;
    if (type === 'bot_command') return !word.includes('@') || word.endsWith(name);
    if (type === 'mention') return word === name;
    return type === 'text_mention' && user?.id === self.id;
  });
}
