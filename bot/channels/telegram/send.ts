import type { Lanes } from '../../../handlers/lanes.ts';
import { AppError } from '../../../models/errors.ts';
import type { Channel } from '../channel.ts';
import type { CallTelegram } from './client.ts';
import { encodeMessage, type Piece } from './encode.ts';
import { TelegramFailure } from './failure.ts';

const CHAT = /^-?[1-9]\d{0,15}$/;
const MESSAGE = /^[1-9]\d{0,9}$/;

/**
 * Sends messages, those to one chat one after another. One that replaces another edits it in place; where that
 * cannot be done any more, or the text is too long for one, it is sent anew.
 */
export function createSend({ call, lanes }: { call: CallTelegram; lanes: Lanes }): Channel['send'] {
  return async (chat, { message, replaces }) => {
    if (!CHAT.test(chat)) throw new AppError('chat-unknown', { message: 'No such chat on Telegram' });
    const pieces = encodeMessage(message);
    const [only] = pieces;
    return await lanes.run(chat, async () => {
      if (only !== undefined && pieces.length === 1 && replaces !== undefined && MESSAGE.test(replaces)) {
        if (await edit(call, only, { chat, message: replaces })) return replaces;
      }
      let sent = '';
      for (const piece of pieces) sent = await post(call, piece, chat);
      return sent;
    });
  };
}

async function post(call: CallTelegram, piece: Piece, to: string): Promise<string> {
  const send = (plain: boolean) =>
    call({
      method: 'sendMessage',
      chat: to,
      run: ({ raw, chat, signal }) => raw.sendMessage({ chat_id: chat, ...payloadOf(piece, plain) }, signal),
    });
  const { message_id } = await orPlain(send);
  return String(message_id);
}

/** Whether the message stands as the piece now. */
async function edit(
  call: CallTelegram,
  piece: Piece,
  of: { chat: string; message: string },
): Promise<boolean> {
  const change = (plain: boolean) =>
    call({
      method: 'editMessageText',
      chat: of.chat,
      run: ({ raw, chat, signal }) =>
        raw.editMessageText(
          { chat_id: chat, message_id: Number(of.message), ...payloadOf(piece, plain) },
          signal,
        ),
    });
  try {
    await orPlain(change);
    return true;
  } catch (error) {
    if (!(error instanceof TelegramFailure)) throw error;
    if (error.kind === 'unchanged') return true;
    if (error.kind === 'refused') return false;
    throw error;
  }
}

/** What a person has to read reaches them, if need be without formatting. */
async function orPlain<Result>(act: (plain: boolean) => Promise<Result>): Promise<Result> {
  try {
    return await act(false);
  } catch (error) {
    if (!(error instanceof TelegramFailure) || error.kind !== 'markup') throw error;
    return await act(true);
  }
}

function payloadOf({ text, entities, keyboard }: Piece, plain: boolean) {
  return {
    text,
    ...(plain || entities.length === 0 ? {} : { entities }),
    ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    link_preview_options: { is_disabled: true },
  };
}
