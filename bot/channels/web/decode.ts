import { z } from 'zod';
import type { ChannelEvent } from '../../../handlers/ports.ts';
import { PROBLEMS, type Problem } from './problems.ts';

/** Longest text that one update carries, in UTF-16 units. */
export const MAX_TEXT = 100_000;

const PersonCode = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const base = { update: z.uuid().toLowerCase() };

const PostedEvent = z.discriminatedUnion('type', [
  z.strictObject({ ...base, type: z.literal('text'), text: z.string().min(1) }),
  z.strictObject({ ...base, type: z.literal('press'), handle: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
  z.strictObject({ ...base, type: z.literal('command'), name: z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/) }),
]);

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
  const { update: key, ...input } = posted.data;
  if (input.type === 'text' && input.text.length > MAX_TEXT) return { problem: PROBLEMS.tooLong };
  if (input.type === 'text' && !isClean(input.text)) return { problem: PROBLEMS.characters };
  const { chat } = update.data;
  return { event: { channel: 'web', update: key, user: chat, chat, input } };
}

/** No store keeps half of a surrogate pair or a null as it is. */
function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
