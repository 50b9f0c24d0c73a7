import type { BotApi, Method, Payload, Result } from './bot-api.ts';
import { TelegramFailure } from './failure.ts';
import { createRetryAfter, type RetryAfter } from './retry-after.ts';
import { backOffMs, type Timing } from './timing.ts';

/** How a call is made. */
export interface CallOptions {
  /** How often it is made at most when Telegram or the network fails. */
  tries?: number;
  /** How long it waits at most where Telegram asks for it. */
  mostWaitMs?: number;
  /** Ends the call itself. */
  signal?: AbortSignal;
}

/**
 * Calls the Bot API. Waits where Telegram asks for it, tries again what passes, follows a chat that moved, and
 * rejects with a TelegramFailure. Once the channel is ending it neither waits nor tries again.
 */
export type CallTelegram = <M extends Method>(
  method: M,
  payload: Payload<M>,
  options?: CallOptions,
) => Promise<Result<M>>;

export interface ClientDependencies {
  api: BotApi;
  pause: Timing['pause'];
  now(): Date;
  /** Aborts when the channel ends. */
  ending: AbortSignal;
  /** Told of every failure after which nothing will work any more. */
  onFatal(failure: TelegramFailure): void;
}

interface Client extends ClientDependencies {
  retryAfter: RetryAfter;
}

const DEFAULT_TRIES = 5;
/** An answer is not waited for longer than this; the outbox sends it later. */
const MOST_WAIT_MS = 12_000;

/** Makes what every call to Telegram goes through. */
export function createClient(dependencies: ClientDependencies): CallTelegram {
  const client = { ...dependencies, retryAfter: createRetryAfter(dependencies) };
  return (method, payload, options = {}) => callWithRetries(client, { method, payload, options });
}

async function callWithRetries<M extends Method>(
  client: Client,
  call: { method: M; payload: Payload<M>; options: CallOptions },
): Promise<Result<M>> {
  const { method, options } = call;
  const { tries = DEFAULT_TRIES, mostWaitMs = MOST_WAIT_MS, signal } = options;
  const began = client.now().getTime();
  let payload = call.payload;
  for (let tried = 1; ; tried += 1) {
    // Limits hold for a chat; those of calls without one are their own.
    const scope = chatOf(payload) ?? method;
    if (!(await client.retryAfter.waitUntilOpen(scope, { mostMs: mostWaitMs, signal: client.ending })))
      throw tooLong(method);
    try {
      return await client.api(method, payload, signal);
    } catch (error) {
      const failure = error as TelegramFailure;
      if (signal?.aborted === true) throw failure;
      const isLate = tried > 1 && client.now().getTime() - began > MOST_WAIT_MS;
      const isLast = isLate || tried >= tries || client.ending.aborted;
      const movedTo = await prepareNext(failure, { client, scope, tried, isLast });
      if (movedTo !== undefined) payload = { ...payload, chat_id: movedTo };
    }
  }
}

function chatOf(payload: unknown): string | undefined {
  const isAddressed = typeof payload === 'object' && payload !== null && 'chat_id' in payload;
  return isAddressed ? String(payload.chat_id) : undefined;
}

function tooLong(method: string): TelegramFailure {
  return new TelegramFailure('rate-limited', { method, reason: 'Telegram still asks to wait' });
}

/** Waits for the time to try again, and tells where if that changed. Throws the failure where it is of no use. */
async function prepareNext(
  failure: TelegramFailure,
  trial: { client: Client; scope: string; tried: number; isLast: boolean },
): Promise<string | undefined> {
  const { client, scope, tried, isLast } = trial;
  const { kind, seconds, movedTo } = failure;
  if (kind === 'rate-limited') client.retryAfter.block(scope, seconds);
  if (kind === 'unauthorised' || kind === 'other-poller') client.onFatal(failure);
  if (isLast) throw failure;
  if (kind === 'migrated') return movedTo;
  if (kind !== 'rate-limited' && kind !== 'temporary') throw failure;
  if (kind === 'temporary') await client.pause(backOffMs(tried), client.ending);
  return undefined;
}
