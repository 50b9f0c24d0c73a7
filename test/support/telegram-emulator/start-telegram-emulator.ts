import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Message } from 'grammy/types';
import { createDeliverUpdates } from './deliver-updates.ts';
import { createFaults, type FaultRule, type Faults } from './faults.ts';
import { createGroup, type TelegramGroup } from './group.ts';
import type { QueuedUpdate } from './kept-updates.ts';
import { createPerson, type TelegramPerson } from './person.ts';
import { type RecordedCall, serve } from './serve.ts';
import { createUpdateMethods } from './update-methods.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';
import { createWebhookPusher } from './webhook-pusher.ts';
import { createWorld, type World } from './world.ts';

/** What a person looks like; the rest is made up. */
export interface PersonOptions {
  id: number;
  firstName?: string;
  languageCode?: string;
}

/** A Telegram of one's own: a server that speaks the Bot API to one bot, and the people who use it. */
export interface TelegramEmulator {
  /** For `TELEGRAM_API_ROOT`. */
  root: string;
  token: string;
  username: string;
  /** The person with an id, the same one each time. */
  person(options: PersonOptions): TelegramPerson;
  group(title: string, type?: 'group' | 'supergroup'): TelegramGroup;
  /** Makes calls go wrong. */
  fail(rule: FaultRule): void;
  /** Ends all that `fail` began. */
  heal(): void;
  /** Sends an update of any kind with any body. */
  send(kind: string, body: object): void;
  /** Goes on with lower ids of updates, as may happen after a week of silence. */
  jumpBack(): void;
  /** Delivers updates once more. */
  repeat(...updates: readonly (QueuedUpdate | undefined)[]): void;
  /** Calls of the bot, those to one method only if it is named. */
  calls(method?: string): RecordedCall[];
  /** Ids of the updates that are not confirmed. */
  waiting(): number[];
  /** Menus by scope and language, such as `all_private_chats en`. */
  commands: ReadonlyMap<string, readonly { command: string; description: string }[]>;
  /** How many connections the bot has open. */
  connections(): number;
  /** Breaks every connection at once. */
  cutConnections(): void;
  /** Resolves when something holds, looking whenever anything happens. */
  until(what: string, holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface EmulatorOptions {
  port?: number;
  /** Its clock; the machine's if absent. */
  now?: () => Date;
  /** What the waits between pushes of one update are multiplied by; 1 is Telegram's own. */
  pace?: number;
  /** Whether `calls` has anything; off saves memory where millions are made. */
  recording?: boolean;
  /** How many messages of each chat are kept, the newest. */
  most?: number;
  /** How long each answer of the API is on its way; what was asked for is done at once. */
  delayMs?: number;
  /** Told of each message of the bot's, when it is sent and when it is edited. */
  said?: (message: Message) => void;
  /** Told of each update, when it is made and when it is delivered once more. */
  added?: (update: QueuedUpdate) => void;
}

const BOT_ID = 7_058_201_811;
const TOKEN = `${BOT_ID}:AAEmulated-token_that-opens-nothing0`;
const WITHIN_MS = 30_000;

/** Starts the emulator on this machine. */
export async function startTelegramEmulator(options: EmulatorOptions = {}): Promise<TelegramEmulator> {
  const {
    port = 0,
    now = () => new Date(),
    pace = 1,
    recording = true,
    most = Number.POSITIVE_INFINITY,
    delayMs = 0,
    said = () => undefined,
    added = () => undefined,
  } = options;
  const watch = createWatch();
  const seconds = () => Math.floor(now().getTime() / 1000);
  const world = createWorld({ botId: BOT_ID, most, now: seconds, said, changed: watch.changed });
  const queue = createUpdateQueue({ now: seconds, changed: watch.changed });
  const pusher = createWebhookPusher({ queue, now: seconds, pace });
  queue.onAdd((update) => {
    pusher.push(update);
    added(update);
  });
  const faults = createFaults();
  const calls: RecordedCall[] = [];
  const server = serve({
    token: TOKEN,
    world,
    updates: createUpdateMethods({ queue, pusher }),
    faults,
    delayMs,
    record(call) {
      if (recording && call.status === 0) calls.push(call);
      watch.changed();
    },
  });
  const sockets = keepSockets(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    username: world.bot.username,
    ...createPeople({ world, queue, faults }),
    calls: (method) => calls.filter((call) => method === undefined || call.method === method),
    commands: world.commands,
    connections: () => sockets.size,
    cutConnections: () => sockets.forEach((socket) => void socket.resetAndDestroy()),
    until: watch.until,
    async close() {
      queue.close();
      pusher.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function createPeople({ world, queue, faults }: { world: World; queue: UpdateQueue; faults: Faults }) {
  const deliver = createDeliverUpdates({ world, queue });
  const people = new Map<number, TelegramPerson>();
  return {
    person({ id, firstName = 'Lan', languageCode = 'vi' }: PersonOptions): TelegramPerson {
      const user = {
        id,
        is_bot: false,
        first_name: firstName,
        last_name: 'Nguyễn',
        username: `user_${id}`,
        language_code: languageCode,
      };
      const person = people.get(id) ?? createPerson({ world, deliver, user });
      people.set(id, person);
      return person;
    },
    group: (title: string, type?: 'group' | 'supergroup') =>
      createGroup({ world, deliver, title, ...(type === undefined ? {} : { type }) }),
    fail: faults.add,
    heal: faults.clear,
    repeat(...updates: readonly (QueuedUpdate | undefined)[]) {
      for (const update of updates) if (update !== undefined) queue.repeat(update);
    },
    send: (kind: string, body: object) => void queue.add(kind, body, { sequence: 'any' }),
    jumpBack: queue.jumpBack,
    waiting: () => queue.waiting().map(({ id }) => id),
  };
}

function keepSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Lets tests wait for what happens instead of for time to pass. */
function createWatch() {
  const looks = new Set<() => void>();
  return {
    changed() {
      for (const look of looks) look();
    },
    until(what: string, holds: () => boolean): Promise<void> {
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          looks.delete(look);
        };
        const look = () => {
          if (!holds()) return;
          end();
          resolve();
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`did not happen: ${what}`));
        }, WITHIN_MS);
        looks.add(look);
        look();
      });
    },
  };
}
