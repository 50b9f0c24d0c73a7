import { createHash } from 'node:crypto';
import type { Message, MessageEntity, PhotoSize, User } from 'grammy/types';

const FIRST_COMMAND = /^\/[a-z0-9_]{1,32}(?:@\w+)?/i;

/** A written text, with the command that it starts with marked as Telegram does. */
export function textBody(text: string): Partial<Message> {
  const command = FIRST_COMMAND.exec(text)?.[0];
  if (command === undefined) return { text };
  const entity: MessageEntity = { type: 'bot_command', offset: 0, length: command.length };
  return { text, entities: [entity] };
}

/** A picture in the sizes that Telegram makes of it. */
export function photoBody(seed: string): Partial<Message> {
  const sizes = [
    [90, 67, 1_376],
    [320, 240, 17_032],
    [800, 600, 74_811],
    [1280, 960, 130_552],
  ] as const;
  return {
    photo: sizes.map(
      ([width, height, file_size]): PhotoSize => ({
        ...fileIds('AgAC', `${seed}${width}`),
        file_size,
        width,
        height,
      }),
    ),
  };
}

export function documentBody(name: string): Partial<Message> {
  return {
    document: { file_name: name, mime_type: 'application/pdf', ...fileIds('BQAC', name), file_size: 48_211 },
  };
}

export function voiceBody(seed: string): Partial<Message> {
  return { voice: { duration: 7, mime_type: 'audio/ogg', ...fileIds('AwAC', seed), file_size: 30_112 } };
}

export function stickerBody(seed: string): Partial<Message> {
  const thumbnail = { ...fileIds('AAMC', seed), file_size: 5_310, width: 128, height: 128 };
  return {
    sticker: {
      width: 512,
      height: 512,
      emoji: '👍',
      set_name: 'HotCherry',
      is_animated: true,
      is_video: false,
      type: 'regular',
      thumbnail,
      ...fileIds('CAAC', seed),
      file_size: 9_412,
    },
  };
}

/** A forwarded text of another author. */
export function forwardBody(text: string, original: { from: User; date: number }): Partial<Message> {
  return { text, forward_origin: { type: 'user', sender_user: original.from, date: original.date } };
}

function fileIds(kind: string, seed: string): { file_id: string; file_unique_id: string } {
  const digest = createHash('sha256').update(seed).digest('base64url');
  return { file_id: `${kind}AgUAAxkBAAI${digest}`, file_unique_id: `AQAD${digest.slice(0, 11)}` };
}
