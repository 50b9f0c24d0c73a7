import { Api, type ApiClientOptions, type RawApi } from 'grammy';
import { toFailure } from './failure.ts';
import { createHttpFetch } from './http-fetch.ts';

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

type Run = (payload: unknown, signal?: AbortSignal) => Promise<never>;

/** `seconds` is how long a call may take, `pollSeconds` how long one for updates. */
export function createBotApi(of: {
  token: string;
  apiRoot: string;
  seconds: number;
  pollSeconds: number;
}): BotApi {
  const { token, apiRoot, seconds, pollSeconds } = of;
  const fetch = createHttpFetch(apiRoot) as unknown as NonNullable<ApiClientOptions['fetch']>;
  const { raw } = new Api(token, { apiRoot, fetch, timeoutSeconds: seconds });
  const { raw: slow } = new Api(token, { apiRoot, fetch, timeoutSeconds: pollSeconds });
  return async (method, payload, signal) => {
    try {
      const run = (method === 'getUpdates' ? slow : raw)[method] as unknown as Run;
      // grammY gives this one method no parameters.
      return await (method === 'getMe' ? run(signal) : run(payload, signal));
    } catch (error) {
      throw toFailure(error, method);
    }
  };
}
