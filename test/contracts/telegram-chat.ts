import type { Message as TelegramMessage } from 'grammy/types';
import type { Button, Message } from '../../handlers/ports.ts';
import en from '../../locales/en/chat.json' with { type: 'json' };
import vi from '../../locales/vi/chat.json' with { type: 'json' };
import type { Sent } from '../support/telegram-emulator/deliver-updates.ts';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import type { RecordedCall } from '../support/telegram-emulator/serve.ts';
import type { TelegramEmulator } from '../support/telegram-emulator/start-telegram-emulator.ts';
import type { Chat } from './chat.ts';

const ENGLISH = [...Object.values(en.actions), ...Object.values(en.languages)];
const ACTIONS = [...Object.values(vi.actions), ...Object.values(en.actions)];

/** A person in their private chat on Telegram. */
export function openTelegramChat(emulator: TelegramEmulator, person: TelegramPerson): Chat {
  let last: readonly Sent['update'][] = [];
  const heard = () => person.heard().map(readMessage);
  const answers = () => emulator.calls().filter((call) => isAnswer(call, person.id)).length;

  /** Does something and waits until the bot has taken each part of it, and answered. */
  async function act(what: () => void): Promise<void> {
    const before = answers();
    what();
    const isTaken = () =>
      last.length < 2 ||
      !last.some((update) => update !== undefined && emulator.waiting().includes(update.id));
    await emulator.until('an answer of the bot', () => answers() > before && isTaken());
  }

  return {
    heard: async () => heard(),
    latest: async () => heard().at(-1),
    write: (text) =>
      act(() => {
        last = person.paste(text).map(({ update }) => update);
      }),
    press: (label) =>
      act(() => {
        person.press(label);
      }),
    pressAnywhere: (label) =>
      act(() => {
        person.press(label);
      }),
    reply: (words, text) =>
      act(() => {
        const message = person.heard().findLast((one) => one.text?.includes(words));
        if (message === undefined) throw new Error(`the bot has not said "${words}"`);
        last = [person.reply(message, text).update];
      }),
    async repeat() {
      const polls = emulator.calls('getUpdates').length;
      emulator.repeat(...last);
      await emulator.until('taken again', () => emulator.calls('getUpdates').length > polls);
    },
  };
}

function isAnswer({ method, params, status }: RecordedCall, chat: number): boolean {
  const isShown = method === 'sendMessage' || method === 'editMessageText';
  return isShown && status === 200 && Number(params.chat_id) === chat;
}

/** A message as its reader sees it: what is bold is the title, and ways on are known by their labels. */
function readMessage({ text = '', entities = [], reply_markup }: TelegramMessage): Message {
  const buttons = (reply_markup?.inline_keyboard.flat() ?? []).flatMap((button): Button[] =>
    'callback_data' in button ? [{ label: button.text, handle: button.callback_data }] : [],
  );
  const title = entities
    .filter(({ type }) => type === 'bold')
    .map(({ offset, length }) => text.slice(offset, offset + length))
    .find((bold) => !/^⚠|:$/.test(bold));
  return {
    language: buttons.some(({ label }) => ENGLISH.includes(label)) ? 'en' : 'vi',
    blocks: [
      ...(title === undefined ? [] : [{ type: 'title' as const, text: title }]),
      { type: 'text', text },
    ],
    choices: buttons.filter(({ label }) => !ACTIONS.includes(label)),
    actions: buttons.filter(({ label }) => ACTIONS.includes(label)),
  };
}
