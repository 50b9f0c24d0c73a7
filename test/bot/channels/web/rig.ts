import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { Redis } from 'ioredis';
import type { WebChannelDependencies } from '../../../../bot/channels/web/dependencies.ts';
import { createWebChannel, type WebChannel } from '../../../../bot/channels/web/index.ts';
import type { ChannelEvent, Message, Receipt } from '../../../../handlers/ports.ts';
import { createKeyRing, generateKeyRing } from '../../../../models/store/encryption.ts';

/** The bot of a test: what it got, and what it does with the next event. */
export interface ScriptedBot {
  /** Committed events, each once. */
  events: ChannelEvent[];
  /** Every delivery, also repeated ones. */
  deliveries: ChannelEvent[];
  onEvent: (event: ChannelEvent) => Promise<Partial<Receipt> | undefined>;
  /** What it says once the event is committed. */
  reply: (event: ChannelEvent) => Promise<unknown>;
}

/** A web channel of its own on a real server and a real Redis. */
export interface Rig {
  bot: ScriptedBot;
  channel: WebChannel;
  redis: Redis;
  prefix: string;
  url: string;
  /** What was sent and is kept, by id. */
  files: Map<string, { person: string; bytes: Buffer }>;
  people: { code: string; name: string; unit: string; posts: string[] }[];
  /** Posts as the page does. */
  post(code: string, body: unknown): Promise<Response>;
  /** Ends channel and server as the app does at its end. */
  down(): Promise<void>;
  /** The app again: same port, same Redis, a new channel. */
  up(): Promise<void>;
  close(): Promise<void>;
}

export const PEOPLE = [
  {
    code: 'DV001',
    name: 'Nguyễn Thị Hương Giang',
    unit: 'Chi bộ Kế hoạch',
    posts: ['Bí thư chi bộ', 'Trưởng phòng Kế hoạch'],
  },
  { code: 'DV002', name: 'Đỗ Văn Quyết', unit: 'Chi bộ Kế hoạch', posts: ['Đảng viên'] },
  { code: 'DV003', name: 'Lê Ánh Dương', unit: 'Chi bộ Kỹ thuật', posts: ['Phó bí thư chi bộ'] },
];

/** A plain message of the bot. */
export function say(text: string, more: Partial<Message> = {}): Message {
  return { language: 'vi', blocks: [{ type: 'text', text }], choices: [], actions: [], ...more };
}

/** Starts everything; `overrides` replaces dependencies of the channel. */
export async function startRig(
  redisUrl: string,
  overrides: Partial<WebChannelDependencies> = {},
): Promise<Rig> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const keys = createKeyRing(generateKeyRing());
  const prefix = `test-${randomUUID()}:`;
  const bot: ScriptedBot = {
    events: [],
    deliveries: [],
    onEvent: async () => undefined,
    reply: async () => undefined,
  };
  let server: FastifyInstance | undefined;
  let port = 0;
  const files: Rig['files'] = new Map();
  const rig = { bot, redis, prefix, files, people: PEOPLE } as Rig;

  rig.up = async () => {
    rig.channel = createWebChannel({
      redis,
      keys,
      prefix,
      people: async () => rig.people,
      link: async (code) => rig.people.some((person) => person.code === code),
      files: {
        save: async ({ _id, person, bytes }) => void files.set(_id, { person, bytes }),
        read: async ({ _id, person }) => {
          const file = files.get(_id);
          return file !== undefined && [undefined, file.person].includes(person) ? file.bytes : null;
        },
        settle: async ({ _id }) => files.has(_id),
        remove: async (id) => void files.delete(id),
      },
      now: () => new Date(),
      log: { warn: () => undefined, error: () => undefined },
      ...overrides,
    });
    server = fastify();
    await rig.channel.routes(server);
    await rig.channel.start((event) => receive(bot, event));
    rig.url = await server.listen({ host: '127.0.0.1', port });
    port = Number(new URL(rig.url).port);
  };
  rig.down = async () => {
    await rig.channel.stop();
    await server?.close();
  };
  rig.close = async () => {
    await rig.down();
    redis.disconnect();
  };
  rig.post = (code, body) =>
    fetch(`${rig.url}/api/chats/${code}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: rig.url },
      body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body),
    });
  await rig.up();
  return rig;
}

/** What the handlers promise: an update counts once, and a rejection leaves nothing behind. */
async function receive(bot: ScriptedBot, event: ChannelEvent): Promise<Receipt> {
  bot.deliveries.push(event);
  if (bot.events.some(({ update }) => update === event.update)) return { status: 'duplicate' };
  const receipt = await bot.onEvent(event);
  bot.events.push(event);
  // What is said in reply goes out after the receipt, as the handlers do it.
  setImmediate(() => void bot.reply(event));
  return { status: 'committed', ...receipt };
}
