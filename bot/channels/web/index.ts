import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type { Receive } from '../../../handlers/ports.ts';
import { AppError } from '../../../models/store/errors.ts';
import type { Capabilities, Channel, Outgoing } from '../channel.ts';
import { createRateLimiter, DEFAULT_RATE_LIMIT } from '../rate-limiter.ts';
import { type ChatLog, createChatLog } from './chat-log.ts';
import { decodeUpdate, isPersonCode } from './decode.ts';
import type { WebChannelDependencies } from './dependencies.ts';
import { createEventReceiver } from './event-receiver.ts';
import { addRoutes } from './routes.ts';
import { createStreams, type Streams } from './streams.ts';

/**
 * The web channel: `routes` adds its page to the server that the app listens with. User and chat are the
 * person's code; a raw update is `{ chat, event }`, where `event` is the body that the page posts.
 */
export interface WebChannel extends Channel {
  routes(server: FastifyInstance): Promise<void>;
}

/** The page shows texts of any length. */
const CAPABILITIES: Capabilities = {
  buttons: true,
  editing: true,
  files: true,
  maxText: Number.POSITIVE_INFINITY,
};
const HEARTBEAT_MS = 15_000;

/** A chat page on this machine, to try the bot as any person without a messenger. */
export function createWebChannel(dependencies: WebChannelDependencies): WebChannel {
  const { log, now } = dependencies;
  const chatLog = createChatLog(dependencies);
  const receiver = createEventReceiver(chatLog);
  const streams = createStreams({ chatLog, warn: (details, text) => log.warn(details, text) });
  const live = createLiveUpdates({ redis: dependencies.redis, chatLog, streams });
  const isWithinLimit = createRateLimiter(dependencies.rateLimit ?? DEFAULT_RATE_LIMIT);
  let receive: Receive | undefined;

  return {
    name: 'web',
    capabilities: CAPABILITIES,
    decode(raw) {
      const decoded = decodeUpdate(raw);
      return 'event' in decoded ? { ...decoded.event, at: now().toISOString() } : undefined;
    },
    async send(chat, outgoing) {
      if (!isPersonCode(chat))
        throw new AppError('chat-unknown', { message: 'No such chat on the web channel' });
      await receiver.logBeforeReply(chat);
      return await post({ chatLog, chat, at: now().toISOString() }, outgoing);
    },
    async start(receiveEvent) {
      await live.start();
      receive = receiveEvent;
    },
    async stop() {
      receive = undefined;
      live.stop();
      streams.close();
      await receiver.idle();
    },
    routes: (server) =>
      addRoutes(server, {
        ...dependencies,
        streams,
        isWithinLimit,
        isRunning: () => receive !== undefined,
        async deliver(event) {
          if (receive === undefined)
            throw new AppError('channel-stopped', { message: 'The web channel is stopped' });
          return await receiver.deliver(event, receive);
        },
      }),
  };
}

async function post(to: { chatLog: ChatLog; chat: string; at: string }, outgoing: Outgoing): Promise<string> {
  const { chatLog, chat, at } = to;
  const { message, replaces } = outgoing;
  if (replaces === undefined || !(await chatLog.has(chat, replaces))) {
    return await chatLog.append(chat, { type: 'message', at, message });
  }
  await chatLog.append(chat, { type: 'message', at, message, replaces });
  return replaces;
}

/** Carries news from Redis, of this process or another, to the open streams. */
function createLiveUpdates(parts: { redis: Redis; chatLog: ChatLog; streams: Streams }) {
  const { redis, chatLog, streams } = parts;
  let subscriber: Redis | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  return {
    async start() {
      subscriber = redis.duplicate();
      // The connection that the rest of the app uses reports the same failure.
      subscriber.on('error', () => undefined);
      subscriber.on('message', (_news: string, chat: string) => streams.update(chat));
      subscriber.on('ready', () => streams.update());
      await subscriber.subscribe(chatLog.news);
      heartbeat = setInterval(() => streams.beat(), HEARTBEAT_MS);
    },
    stop() {
      clearInterval(heartbeat);
      subscriber?.disconnect();
    },
  };
}
