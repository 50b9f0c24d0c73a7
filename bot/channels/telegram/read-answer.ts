import type { ApiResponse } from 'grammy/types';
import { z } from 'zod';
import { TelegramFailure } from './failure.ts';
import type { HttpAnswer } from './http-post.ts';

const Wait = z.int().positive().max(86_400);

const ApiAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.int().min(100).max(599),
    description: z.string(),
    parameters: z
      .object({ retry_after: Wait.optional().catch(undefined), migrate_to_chat_id: z.int().optional() })
      .optional()
      .catch(undefined),
  }),
]);

/** What is read from a result; of other methods nothing is. */
const RESULTS: Readonly<Record<string, z.ZodType>> = {
  getMe: z.looseObject({ id: z.int(), username: z.string() }),
  getUpdates: z.array(z.looseObject({ update_id: z.int().nonnegative() })),
  sendMessage: z.looseObject({ message_id: z.int().positive() }),
};

/**
 * Reads the answer to a call of `method`. Proxies and other servers answer, too, in shapes of their own; such an
 * answer says nothing of the person or the token, so it throws a TelegramFailure that is `temporary`, or `rate-limited` for 429.
 */
export function readAnswer(method: string, answer: HttpAnswer): ApiResponse<unknown> {
  const parsed = ApiAnswer.safeParse(parseJson(answer.text));
  if (!parsed.success) throw toForeignFailure(method, answer);
  if (parsed.data.ok && RESULTS[method]?.safeParse(parsed.data.result).success === false) {
    throw toForeignFailure(method, answer);
  }
  if (parsed.data.ok && parsed.data.result === undefined) throw toForeignFailure(method, answer);
  return parsed.data as ApiResponse<unknown>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toForeignFailure(method: string, { status, retryAfter }: HttpAnswer): TelegramFailure {
  const about = { method, reason: `${status}, and not an answer of the Bot API` };
  if (status !== 429) return new TelegramFailure('temporary', about);
  const wait = Wait.safeParse(Number(retryAfter));
  return new TelegramFailure('rate-limited', wait.success ? { ...about, seconds: wait.data } : about);
}
