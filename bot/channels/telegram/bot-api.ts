import { Api, type RawApi, type Transformer } from 'grammy';
import { toFailure } from './failure.ts';
import { createHttpPost } from './http-post.ts';
import { readAnswer } from './read-answer.ts';

/** A method of the Bot API. */
export type Method = keyof RawApi & string;

/** What a method takes. */
export type Payload<M extends Method> = M extends 'getMe' ? object : Parameters<RawApi[M]>[0];

/** What a method gives back. */
export type Result<M extends Method> = Awaited<ReturnType<RawApi[M]>>;

/** Makes one call of the Bot API. Rejects with a TelegramFailure that holds no secret. */
export type BotApi = <M extends Method>(
  method: M,
  payload: Payload<M>,
  signal?: AbortSignal,
) => Promise<Result<M>>;

/** Where to call, and how long a call may take; one for updates is held open by Telegram. */
export interface BotApiOptions {
  token: string;
  apiRoot: string;
  seconds: number;
  pollSeconds: number;
}

type Run = (payload: unknown, signal?: AbortSignal) => Promise<never>;

/** These may carry a file, which grammY's own client uploads. */
const UPLOADS = new Set(['sendDocument', 'sendPhoto', 'sendMediaGroup']);

export function createBotApi(options: BotApiOptions): BotApi {
  const { token, apiRoot, seconds } = options;
  const api = new Api(token, { apiRoot, timeoutSeconds: seconds });
  api.config.use(createTransport(options));
  return async (method, payload, signal) => {
    try {
      const run = api.raw[method] as unknown as Run;
      // grammY gives this one method no parameters.
      return await (method === 'getMe' ? run(signal) : run(payload, signal));
    } catch (error) {
      throw toFailure(error, method);
    }
  };
}

/** Takes the place of grammY's HTTP client for all that is plain JSON. */
export function createTransport({ token, apiRoot, seconds, pollSeconds }: BotApiOptions): Transformer {
  const post = createHttpPost(apiRoot);
  // Polls wait for no connection, however many messages are on their way.
  const poll = createHttpPost(apiRoot);
  return async (uploadBy, ...call) => {
    const [method, payload, signal] = call;
    if (UPLOADS.has(method)) return await uploadBy(...call);
    const isPoll = method === 'getUpdates';
    const answer = await (isPoll ? poll : post)(`/bot${token}/${method}`, JSON.stringify(payload), {
      withinMs: 1000 * (isPoll ? pollSeconds : seconds),
      signal: signal as AbortSignal | undefined,
    });
    return readAnswer(method, answer) as Awaited<ReturnType<typeof uploadBy>>;
  };
}
