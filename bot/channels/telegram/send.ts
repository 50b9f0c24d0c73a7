import type { KeyedQueue } from '../../../handlers/keyed-queue.ts';
import { AppError } from '../../../models/store/errors.ts';
import type { Channel } from '../channel.ts';
import type { CallTelegram } from './client.ts';
import { encodeMessage, type Piece } from './encode.ts';
import { TelegramFailure } from './failure.ts';
import { toAppError } from './to-app-error.ts';

const CHAT = /^-?[1-9]\d{0,15}$/;
const MESSAGE = /^[1-9]\d{0,9}$/;

/**
 * Sends messages, those to one chat one after another. One that replaces another edits it in place; where that
 * cannot be done any more, or the text is too long for one, it is sent anew. Rejects with `chat-unreachable`
 * where the person cannot be written to, and with another AppError where it may be tried again.
 */
export function createSend({
  call,
  keyedQueue,
}: {
  call: CallTelegram;
  keyedQueue: KeyedQueue;
}): Channel['send'] {
  return async (chat, { message, replaces }) => {
    if (!CHAT.test(chat)) throw new AppError('chat-unknown', { message: 'No such chat on Telegram' });
    const pieces = encodeMessage(message);
    try {
      return await keyedQueue.run(chat, () => show(call, { chat, pieces, replaces }));
    } catch (error) {
      throw error instanceof TelegramFailure ? toAppError(error) : error;
    }
  };
}

async function show(
  call: CallTelegram,
  { chat, pieces, replaces }: { chat: string; pieces: Piece[]; replaces: string | undefined },
): Promise<string> {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1 && replaces !== undefined && MESSAGE.test(replaces)) {
    if (await edit(call, only, { chat_id: chat, message_id: Number(replaces) })) return replaces;
  }
  let sent = '';
  for (const piece of pieces) {
    const { message_id } = await withPlainFallback(piece, (payload) =>
      call('sendMessage', { chat_id: chat, ...payload }),
    );
    sent = String(message_id);
  }
  return sent;
}

/** Whether the message stands as the piece now. */
async function edit(
  call: CallTelegram,
  piece: Piece,
  which: { chat_id: string; message_id: number },
): Promise<boolean> {
  try {
    await withPlainFallback(piece, (payload) => call('editMessageText', { ...which, ...payload }));
    return true;
  } catch (error) {
    if (!(error instanceof TelegramFailure)) throw error;
    if (error.kind === 'unchanged') return true;
    if (error.kind === 'refused') return false;
    throw error;
  }
}

/** What a person has to read reaches them, if need be without formatting. */
async function withPlainFallback<Result>(
  piece: Piece,
  act: (payload: ReturnType<typeof payloadOf>) => Promise<Result>,
): Promise<Result> {
  try {
    return await act(payloadOf(piece));
  } catch (error) {
    if (!(error instanceof TelegramFailure) || error.kind !== 'markup') throw error;
    return await act(payloadOf({ ...piece, entities: [] }));
  }
}

function payloadOf({ text, entities, keyboard }: Piece) {
  return {
    text,
    ...(entities.length === 0 ? {} : { entities }),
    ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    link_preview_options: { is_disabled: true },
  };
}
