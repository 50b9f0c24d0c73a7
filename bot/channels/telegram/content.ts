import type { Input } from '../../../handlers/ports.ts';
import { fileName } from '../file-name.ts';
import type { TelegramMessage } from './schema.ts';

type Unsupported = Extract<Input, { type: 'unsupported' }>['kind'];

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?$/is;

/** What a person sent to the bot; nothing for notices of the messenger itself ("pinned a message"). */
export function decodeContent(message: TelegramMessage): Input | undefined {
  const { text, photo, document, animation, caption } = message;
  const album = message.media_group_id === undefined ? {} : { album: message.media_group_id };
  const about = { ...album, ...(caption === undefined ? {} : { captioned: true as const }) };
  if (text !== undefined) return decodeText(message, text);
  if (photo !== undefined) return { type: 'file', id: largest(photo), ...about };
  // A moving picture comes as a document, too.
  if (document !== undefined && animation === undefined) {
    return { type: 'file', id: document.file_id, name: fileName(document.file_name), ...about };
  }
  const kind = unsupportedKind(message);
  return kind === undefined ? undefined : { type: 'unsupported', kind };
}

/**
 * What another person wrote and was passed on is no command, and neither is what has words after it, but for an
 * opened invitation ("/start CODE").
 */
function decodeText(message: TelegramMessage, text: string): Input {
  const { message_id, forward_origin, reply_to_message: replied } = message;
  const reply = replied?.from?.is_bot === true ? { replyTo: String(replied.message_id) } : {};
  const written = { type: 'text' as const, text, message: String(message_id), ...reply };
  if (forward_origin !== undefined) return { ...written, passedOn: true };
  const [, name, argument = ''] = COMMAND.exec(text) ?? [];
  const rest = argument.trim();
  const isOpening = name?.toLowerCase() === 'start' && /^\S+$/.test(rest);
  if (name === undefined || (rest !== '' && !isOpening)) return written;
  return { type: 'command', name: name.toLowerCase(), ...(rest === '' ? {} : { argument: rest }) };
}

function largest(sizes: NonNullable<TelegramMessage['photo']>): string {
  return sizes.reduce((best, size) => (size.width * size.height > best.width * best.height ? size : best), {
    file_id: '',
    width: -1,
    height: 1,
  }).file_id;
}

function unsupportedKind(message: TelegramMessage): Unsupported | undefined {
  const has = (...fields: (keyof TelegramMessage)[]) => fields.some((field) => message[field] !== undefined);
  if (has('voice')) return 'voice';
  if (has('sticker')) return 'sticker';
  if (has('video', 'video_note', 'animation')) return 'video';
  if (has('location', 'venue')) return 'location';
  if (has('contact')) return 'contact';
  return has('audio', 'poll', 'dice', 'story', 'game', 'paid_media', 'checklist') ? 'other' : undefined;
}
