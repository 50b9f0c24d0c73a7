import type { FastifyInstance } from 'fastify';
import { createLanes, type Lanes } from '../../../handlers/lanes.ts';
import type { Receive } from '../../../handlers/ports.ts';
import { AppError } from '../../../models/errors.ts';
import type { Capabilities, Channel } from '../channel.ts';
import type { Self } from './address.ts';
import { createAnswerPress } from './answer-press.ts';
import { type Background, createBackground } from './background.ts';
import { type CallTelegram, createClient } from './client.ts';
import { decodeUpdate } from './decode.ts';
import type { TelegramDependencies } from './dependencies.ts';
import { MAX_TEXT } from './encode.ts';
import type { TelegramFailure } from './failure.ts';
import { createPointToPrivate } from './groups.ts';
import { createIntake, type PrepareTask } from './intake.ts';
import { createPastes } from './pastes.ts';
import { runUpdates } from './run-updates.ts';
import { createSend } from './send.ts';
import { askSelf } from './set-up.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';
import { addWebhook, WEBHOOK_PATH } from './webhook.ts';

/**
 * The Telegram channel. User and chat are the person's id at Telegram; a raw update is what the Bot API calls
 * Update. With a webhook, `routes` adds the route that updates are pushed to.
 */
export interface TelegramChannel extends Channel {
  routes?(server: FastifyInstance): Promise<void>;
  /** The bot's name without the `@`, as links to it need it; nothing before Telegram was reached. */
  username(): string | undefined;
}

const PUBLIC_ROOT = 'https://api.telegram.org';
const CAPABILITIES: Capabilities = { buttons: true, editing: true, files: true, maxText: MAX_TEXT };
/** Beyond an answer within this time Telegram is slow, and `callSeconds` applies to one poll's end. */
const SLACK_SECONDS = 15;
const SECRET = /^[A-Za-z0-9_-]{32,256}$/;
const FIRST_TRIES = 2;

/** Parts that live as long as the channel. */
interface Parts {
  dependencies: TelegramDependencies;
  timing: Timing;
  lanes: Lanes;
  background: Background;
  call: CallTelegram;
  callSlowly: CallTelegram;
  prepare: PrepareTask;
  state: State;
}

interface State {
  receive?: Receive;
  self?: Self;
  /** Ends what is running; nothing while the channel is stopped. */
  ending?: AbortController;
  running: Promise<void>;
}

/** Makes the channel. Throws `telegram-secret-short` for a webhook without a proper secret. */
export function createTelegramChannel(dependencies: TelegramDependencies): TelegramChannel {
  const { webhook, now, log } = dependencies;
  if (webhook !== undefined && !SECRET.test(webhook.secret)) {
    throw new AppError('telegram-secret-short', {
      message: 'The secret of the webhook needs 32 to 256 letters, digits, _ or -',
    });
  }
  const parts = assemble(dependencies);
  const { lanes, background, call, prepare, state, timing } = parts;
  return {
    name: 'telegram',
    capabilities: CAPABILITIES,
    decode(raw) {
      const incoming = decodeUpdate(raw, state.self);
      return incoming.for === 'person' ? { ...incoming.event, at: now().toISOString() } : undefined;
    },
    send: createSend({ call, lanes: createLanes() }),
    start: (receive) => start(parts, receive),
    async stop() {
      state.ending?.abort();
      await state.running;
      await lanes.idle();
      delete state.receive;
      await background.idle();
    },
    username: () => state.self?.username,
    ...(webhook === undefined
      ? {}
      : {
          routes: (server: FastifyInstance) =>
            addWebhook(server, { secret: webhook.secret, prepare, lanes, log, timing }),
        }),
  };
}

function assemble(dependencies: TelegramDependencies): Parts {
  const { token, apiRoot = PUBLIC_ROOT, now, log } = dependencies;
  const timing = { ...DEFAULT_TIMING, ...dependencies.timing };
  const state: State = { running: Promise.resolve() };
  const common = { token, apiRoot, now, pause: timing.pause, onFatal: createFatal(dependencies, state) };
  const call = createClient({ ...common, seconds: timing.callSeconds });
  const callSlowly = createClient({ ...common, seconds: timing.pollSeconds + SLACK_SECONDS });
  const background = createBackground(log);
  const prepare = createIntake({
    ...dependencies,
    call,
    background,
    answerPress: createAnswerPress(call),
    pointToPrivate: createPointToPrivate({ ...dependencies, call }),
    pastes: createPastes(dependencies),
    typingAfterMs: timing.typingAfterMs,
    self: () => state.self,
    receive: () => state.receive,
  });
  return { dependencies, timing, lanes: createLanes(), background, call, callSlowly, prepare, state };
}

/** Ends what is running and tells it once; while starting, the start itself rejects. */
function createFatal({ onFatal, log }: TelegramDependencies, state: State) {
  return (failure: TelegramFailure) => {
    if (state.ending === undefined || state.ending.signal.aborted) return;
    log.error({ err: failure }, 'Telegram does not serve this bot any more');
    state.ending.abort();
    onFatal(failure);
  };
}

async function start(parts: Parts, receive: Receive): Promise<void> {
  const { call, dependencies, state } = parts;
  const ending = new AbortController();
  try {
    state.self = await askSelf(call, { tries: FIRST_TRIES, signal: ending.signal });
  } catch (error) {
    if ((error as TelegramFailure).kind === 'unauthorised') throw error;
    dependencies.log.warn({ err: error }, 'Telegram cannot be reached yet; it is tried again');
  }
  state.receive = receive;
  state.ending = ending;
  const { webhook } = dependencies;
  state.running = runUpdates({
    ...parts,
    commands: dependencies.commands,
    log: dependencies.log,
    signal: ending.signal,
    webhook: webhook === undefined ? undefined : { ...webhook, url: withPath(webhook.url) },
    knows: () => state.self !== undefined,
    meet(self) {
      state.self = self;
    },
  });
}

/** An address without a path is that of the server; ours is added. */
function withPath(url: string): string {
  const whole = new URL(url);
  if (whole.pathname === '/') whole.pathname = WEBHOOK_PATH;
  return whole.href;
}
