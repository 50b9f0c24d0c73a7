import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type { Language } from '../../../flows/forms/definition.ts';
import { createKeyedQueue } from '../../../handlers/keyed-queue.ts';
import type { Log, Receive } from '../../../handlers/ports.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import { createInboxStore } from '../../../models/chat/inbox.ts';
import type { KeyRing } from '../../../models/store/encryption.ts';
import { AppError } from '../../../models/store/errors.ts';
import type { Channel } from '../channel.ts';
import { createInbox, type Inbox } from '../inbox.ts';
import type { Self } from './address.ts';
import { createAnswerPress } from './answer-press.ts';
import { type Background, createBackground } from './background.ts';
import { createBotApi } from './bot-api.ts';
import { type CallTelegram, createClient } from './client.ts';
import { decodeUpdate } from './decode.ts';
import { CAPABILITIES } from './encode.ts';
import { TelegramFailure } from './failure.ts';
import { createRedirectToPrivate } from './groups.ts';
import { createInvitationLinks } from './invitation-link.ts';
import { createTellNotice } from './notices.ts';

import { createPastes } from './pastes.ts';
import { runUpdates } from './run-updates.ts';
import { createSend } from './send.ts';
import { askSelf, type WebhookTarget } from './set-up.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';
import { toAppError } from './to-app-error.ts';
import { createUpdateHandler, type UpdateHandler } from './update-handler.ts';
import { addWebhook, WEBHOOK_PATH } from './webhook.ts';

/** What the Telegram channel needs. */
export interface TelegramDependencies {
  /** Secret; it is part of every address that is called, and never told to anybody else. */
  token: string;
  /** Without a slash at the end. */
  apiRoot: string;
  /** Updates are pushed there instead of polled for. */
  webhook: WebhookTarget | undefined;
  /** Keeps updates that cannot be committed, and what pasted texts and the pointers in groups need to know. */
  redis: Redis;
  /** Seals those updates and texts. */
  keys: KeyRing;
  /** Of every Redis key. */
  prefix: string;
  translator(language: Language): Translate;
  /** Told once when Telegram will not serve us any more: `channel-unauthorised` or `channel-polled-elsewhere`. */
  onFatal(error: AppError): void;
  now(): Date;
  log: Log;
  timing?: Partial<Timing>;
}

/** A long poll is answered so much later than asked for, at most. */
const SLACK_SECONDS = 15;
const SECRET = /^[A-Za-z0-9_-]{32,256}$/;
const FIRST_TRIES = 2;
/** Small things that are under way at the end have so long. */
const LAST_THINGS_MS = 2_000;

/** Parts that live as long as the channel. */
interface Parts {
  dependencies: TelegramDependencies;
  timing: Timing;
  background: Background;
  call: CallTelegram;
  send: Channel['send'];
  inbox: Inbox;
  take: UpdateHandler['take'];
  end: AbortController;
  state: State;
}

interface State {
  receive?: Receive;
  self?: Self;
  running: Promise<void>;
}

/**
 * Makes the channel, for one start and stop. User and chat are the person's id at Telegram; a raw update is what
 * the Bot API calls Update. With a webhook, `routes` adds the route that updates are pushed to. Throws
 * `webhook-secret-short` for a webhook without a proper secret.
 */
export function createTelegramChannel(dependencies: TelegramDependencies): Channel {
  const { webhook, now, log } = dependencies;
  if (webhook !== undefined && !SECRET.test(webhook.secret)) {
    throw new AppError('webhook-secret-short', {
      message: 'The secret of the webhook needs 32 to 256 letters, digits, _ or -',
      details: { setting: 'TELEGRAM_WEBHOOK_SECRET' },
    });
  }
  const parts = assemble(dependencies);
  const { send, take, state, timing, end } = parts;
  return {
    name: 'telegram',
    capabilities: CAPABILITIES,
    decode(raw) {
      const incoming = decodeUpdate(raw, { at: now(), self: state.self });
      return incoming.for === 'person' ? incoming.event : undefined;
    },
    send,
    start: (receive) => start(parts, receive),
    stop: () => stop(parts),
    address() {
      if (state.self === undefined) return { app: 'Telegram', address: undefined };
      const { app, address, linkOf } = createInvitationLinks(state.self.username);
      return { app, address, linkOf };
    },
    async routes(server: FastifyInstance) {
      if (webhook === undefined) return;
      const { secret } = webhook;
      await addWebhook(server, { secret, take, log, timing, ending: end.signal });
    },
  };
}

function assemble(dependencies: TelegramDependencies): Parts {
  const { token, apiRoot, now, log, webhook } = dependencies;
  const timing = { ...DEFAULT_TIMING, ...dependencies.timing };
  const state: State = { running: Promise.resolve() };
  const end = new AbortController();
  const { callSeconds: seconds, pollSeconds, typingAfterMs, pause } = timing;
  const api = createBotApi({ token, apiRoot, seconds, pollSeconds: pollSeconds + SLACK_SECONDS });
  const onFatal = createFatal(dependencies, { end, state });
  const call = createClient({ api, now, pause, ending: end.signal, onFatal });
  const background = createBackground(log);
  const send = createSend({ call, keyedQueue: createKeyedQueue() });
  const inbox = createInbox({
    ...{ now, log, pause, ending: end.signal },
    store: createInboxStore({ ...dependencies, channel: 'telegram' }),
    commit: (raw, when) => handler.commit(raw, when),
    tell: createTellNotice({ ...dependencies, send, background }),
  });
  const handler = createUpdateHandler({
    ...dependencies,
    call,
    background,
    inbox,
    typingAfterMs,
    answerPress: createAnswerPress(call),
    redirectToPrivate: createRedirectToPrivate({ ...dependencies, call }),
    pastes: createPastes({ ...dependencies, shared: webhook !== undefined }),
    self: () => state.self,
    receive: () => state.receive,
  });
  return { dependencies, timing, background, call, send, inbox, take: handler.take, end, state };
}

/** Ends what is running and tells it once; while starting, the start itself rejects. */
function createFatal(
  { onFatal, log }: TelegramDependencies,
  { end, state }: { end: AbortController; state: State },
): (failure: TelegramFailure) => void {
  return (failure) => {
    if (state.receive === undefined || end.signal.aborted) return;
    log.error({ err: failure }, 'Telegram does not serve this bot any more');
    end.abort();
    onFatal(toAppError(failure));
  };
}

/** Rejects if the token is wrong; that Telegram cannot be reached yet is no reason not to start. */
async function start(parts: Parts, receive: Receive): Promise<void> {
  const { call, dependencies, end, inbox, state } = parts;
  const { log, translator, webhook } = dependencies;
  try {
    state.self = await askSelf(call, { tries: FIRST_TRIES });
  } catch (error) {
    if (!(error instanceof TelegramFailure)) throw error;
    if (error.kind === 'unauthorised') throw toAppError(error);
    log.warn({ err: error }, 'Telegram cannot be reached yet; it is tried again');
  }
  state.receive = receive;
  const updating = runUpdates({
    ...parts,
    log,
    translator,
    ending: end.signal,
    webhook: webhook === undefined ? undefined : { ...webhook, url: withPath(webhook.url) },
    isIdentified: () => state.self !== undefined,
    onIdentified(self) {
      state.self = self;
    },
  });
  state.running = Promise.all([updating, inbox.retryKept()]).then(() => undefined);
}

/** Finishes what is under way. What is neither committed nor kept is not confirmed, and comes again. */
async function stop({ background, end, inbox, state, timing }: Parts): Promise<void> {
  end.abort();
  await state.running;
  await inbox.idle();
  delete state.receive;
  const done = new AbortController();
  const enough = timing.pause(LAST_THINGS_MS, done.signal);
  await Promise.race([background.idle(), enough]);
  done.abort();
}

/** An address without a path is that of the server; ours is added. */
function withPath(url: string): string {
  const whole = new URL(url);
  if (whole.pathname === '/') whole.pathname = WEBHOOK_PATH;
  return whole.href;
}
