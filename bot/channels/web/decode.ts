import { z } from 'zod';
import { LANGUAGES } from '../../../flows/forms/definition.ts';
import type { ChannelEvent } from '../../../handlers/ports.ts';
import { fileName } from '../file-name.ts';
import { PROBLEMS, type Problem } from './problems.ts';

/** Longest text that one update carries, in UTF-16 units. */
const MAX_TEXT = 100_000;

const PersonCode = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const base = { update: z.uuid().toLowerCase(), language: z.enum(LANGUAGES).optional() };

const PostedEvent = z.discriminatedUnion('type', [
  z.strictObject({ ...base, type: z.literal('text'), text: z.string().min(1) }),
  z.strictObject({ ...base, type: z.literal('press'), handle: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
  z.strictObject({ ...base, type: z.literal('command'), name: z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/) }),
  /** The page's language switch: what the bot says follows it. */
  z.strictObject({ ...base, type: z.literal('language'), to: z.enum(LANGUAGES) }),
]);

const PostedFile = z.strictObject({
  ...base,
  name: z.string().max(1_000),
  /** The same for files that were picked together. */
  album: z.uuid().toLowerCase().optional(),
});

const RawUpdate = z.strictObject({ chat: PersonCode, event: z.unknown() });

/** What was posted, or why it is refused. */
export type Decoded = { event: Omit<ChannelEvent, 'at'> } | { problem: Problem };

/** Whether it can be the code of a person, before anybody is asked. */
export function isPersonCode(code: string): boolean {
  return PersonCode.safeParse(code).success;
}

/** Reads a body as JSON in valid UTF-8. Throws whatever is wrong with it. */
export function parseBody(body: Buffer): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
}

/** Reads `{ chat: code, event: what the page posted }`; nothing that is not known passes. */
export function decodeUpdate(raw: unknown): Decoded {
  const update = RawUpdate.safeParse(raw);
  const posted = PostedEvent.safeParse(update.data?.event);
  if (!update.success || !posted.success) return { problem: PROBLEMS.malformed };
  const { update: key, language, ...input } = posted.data;
  if (input.type === 'text' && input.text.length > MAX_TEXT) return { problem: PROBLEMS.tooLong };
  if (input.type === 'text' && !isClean(input.text)) return { problem: PROBLEMS.characters };
  const { chat } = update.data;
  return {
    event: {
      ...{ channel: 'web', update: key, user: chat, chat },
      ...(language === undefined ? {} : { language }),
      input: input.type === 'language' ? { type: 'command', name: 'language', argument: input.to } : input,
    },
  };
}

/** Reads what is said about a file that is posted to a chat. */
export function decodeFile(chat: string, posted: unknown): Decoded {
  const about = PostedFile.safeParse(posted);
  if (!about.success) return { problem: PROBLEMS.malformed };
  const { update, language, name, album } = about.data;
  return {
    event: {
      ...{ channel: 'web', update, user: chat, chat },
      ...(language === undefined ? {} : { language }),
      input: {
        ...{ type: 'file', id: `attachment:${chat}:${update}`, name: fileName(name) },
        ...(album === undefined ? {} : { album }),
      },
    },
  };
}

/** No store keeps half of a surrogate pair or a null as it is. */
function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
