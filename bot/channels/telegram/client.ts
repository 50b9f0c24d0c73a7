import { Api, type RawApi } from 'grammy';
import { TelegramFailure, toFailure } from './failure.ts';
import { createGates, type Gates } from './gates.ts';
import { backOffMs, type Timing } from './timing.ts';

type Signal = NonNullable<Parameters<RawApi['getMe']>[0]>;

/** One call of the Bot API. */
export interface Call<Result> {
  /** For logs and errors. */
  method: string;
  /** Whose limits it falls under; those of the bot as a whole if absent. */
  chat?: string;
  /** How often it is made at most when Telegram or the way there fails. */
  tries?: number;
  /** How long it waits at most where Telegram asks for it. */
  mostWaitMs?: number;
  signal?: AbortSignal;
  /** Makes the call. `chat` is where to, which may have moved. */
  run(on: { raw: RawApi; signal: Signal; chat: string }): Promise<Result>;
}

/**
 * Calls the Bot API. Waits where Telegram asks for it, tries again what passes, follows a chat that moved, and
 * rejects with a TelegramFailure that holds no secret.
 */
export type CallTelegram = <Result>(call: Call<Result>) => Promise<Result>;

export interface ClientDependencies {
  token: string;
  apiRoot: string;
  seconds: number;
  pause: Timing['pause'];
  now(): Date;
  /** Told of every failure after which nothing will work any more. */
  onFatal(failure: TelegramFailure): void;
}

const DEFAULT_TRIES = 5;
/** Longer than this nobody waits for an answer; the outbox takes it over. */
const MOST_WAIT_MS = 20_000;

/** Makes the one way to Telegram. */
export function createClient(dependencies: ClientDependencies): CallTelegram {
  const { token, apiRoot, seconds } = dependencies;
  const { raw } = new Api(token, { apiRoot, timeoutSeconds: seconds });
  const gates = createGates(dependencies);
  return (call) => callUntilDone(call, { ...dependencies, raw, gates });
}

interface Way extends ClientDependencies {
  raw: RawApi;
  gates: Gates;
}

async function callUntilDone<Result>(call: Call<Result>, way: Way): Promise<Result> {
  const { method, signal = new AbortController().signal, mostWaitMs = MOST_WAIT_MS } = call;
  const began = way.now().getTime();
  let chat = call.chat;
  for (let tried = 1; ; tried += 1) {
    if (!(await way.gates.pass(chat, { mostMs: mostWaitMs, signal }))) throw tooLong(method);
    try {
      return await call.run({ raw: way.raw, signal: signal as unknown as Signal, chat: chat ?? '' });
    } catch (error) {
      const failure = toFailure(error, method);
      if (signal.aborted) throw failure;
      const late = way.now().getTime() - began > MOST_WAIT_MS && tried > 1;
      const isLast = late || tried >= (call.tries ?? DEFAULT_TRIES);
      chat = await prepareNext(failure, { way, chat, isLast, tried, mayMove: chat === call.chat, signal });
    }
  }
}

function tooLong(method: string): TelegramFailure {
  return new TelegramFailure('flood', { method, reason: 'still asked to wait', seconds: MOST_WAIT_MS / 1000 });
}

interface Trial {
  way: Way;
  chat: string | undefined;
  isLast: boolean;
  tried: number;
  mayMove: boolean;
  signal: AbortSignal;
}

/** Where to try again, when the time for it has come; throws the failure where that is of no use. */
async function prepareNext(failure: TelegramFailure, trial: Trial): Promise<string | undefined> {
  const { way, chat, isLast, tried } = trial;
  switch (failure.kind) {
    case 'flood':
      way.gates.close(chat, failure.seconds);
      if (isLast) throw failure;
      return chat;
    case 'passing':
      if (isLast) throw failure;
      await way.pause(backOffMs(tried), trial.signal);
      return chat;
    case 'migrated':
      if (!trial.mayMove) throw failure;
      return failure.movedTo;
    case 'unauthorised':
    case 'other-poller':
      way.onFatal(failure);
      throw failure;
    default:
      throw failure;
  }
}
