import type { BotApi, Method, Payload, Result } from './bot-api.ts';
import { TelegramFailure } from './failure.ts';
import { createGates, type Gates } from './gates.ts';
import { backOffMs, type Timing } from './timing.ts';

/** How a call is made. */
export interface Patience {
  /** How often it is made at most when Telegram or the way there fails. */
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
  patience?: Patience,
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

interface Way extends ClientDependencies {
  gates: Gates;
}

const DEFAULT_TRIES = 5;
/** Longer than this nobody waits for an answer; the outbox takes it over. */
const MOST_WAIT_MS = 12_000;

/** Makes the one way to Telegram. */
export function createClient(dependencies: ClientDependencies): CallTelegram {
  const way = { ...dependencies, gates: createGates(dependencies) };
  return (method, payload, patience = {}) => callUntilDone(way, { method, payload, patience });
}

async function callUntilDone<M extends Method>(
  way: Way,
  call: { method: M; payload: Payload<M>; patience: Patience },
): Promise<Result<M>> {
  const { method, patience } = call;
  const { tries = DEFAULT_TRIES, mostWaitMs = MOST_WAIT_MS, signal } = patience;
  const began = way.now().getTime();
  let payload = call.payload;
  for (let tried = 1; ; tried += 1) {
    // Limits hold for a chat; those of calls without one are their own.
    const scope = chatOf(payload) ?? method;
    if (!(await way.gates.pass(scope, { mostMs: mostWaitMs, signal: way.ending }))) throw tooLong(method);
    try {
      return await way.api(method, payload, signal);
    } catch (error) {
      const failure = error as TelegramFailure;
      if (signal?.aborted === true) throw failure;
      const isLate = tried > 1 && way.now().getTime() - began > MOST_WAIT_MS;
      const isLast = isLate || tried >= tries || way.ending.aborted;
      const movedTo = await prepareNext(failure, { way, scope, tried, isLast });
      if (movedTo !== undefined) payload = { ...payload, chat_id: movedTo };
    }
  }
}

function chatOf(payload: unknown): string | undefined {
  const isAddressed = typeof payload === 'object' && payload !== null && 'chat_id' in payload;
  return isAddressed ? String(payload.chat_id) : undefined;
}

function tooLong(method: string): TelegramFailure {
  return new TelegramFailure('flood', { method, reason: 'Telegram still asks to wait' });
}

/** Waits for the time to try again, and tells where if that changed. Throws the failure where it is of no use. */
async function prepareNext(
  failure: TelegramFailure,
  trial: { way: Way; scope: string; tried: number; isLast: boolean },
): Promise<string | undefined> {
  const { way, scope, tried, isLast } = trial;
  const { kind, seconds, movedTo } = failure;
  if (kind === 'flood') way.gates.close(scope, seconds);
  if (kind === 'unauthorised' || kind === 'other-poller') way.onFatal(failure);
  if (isLast) throw failure;
  if (kind === 'migrated') return movedTo;
  if (kind !== 'flood' && kind !== 'passing') throw failure;
  if (kind === 'passing') await way.pause(backOffMs(tried), way.ending);
  return undefined;
}
