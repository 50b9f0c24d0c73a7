import type { Redis } from 'ioredis';
import type { Message } from '../../../handlers/ports.ts';
import type { KeyRing } from '../../../models/store/encryption.ts';

/** One line of a chat as the page reads it. */
export type LogEntry =
  /** What the person wrote or sent; `refused` if it was not kept as an answer. */
  | {
      type: 'own';
      at: string;
      update: string;
      text: string;
      file?: { id: string; name: string };
      refused?: true;
    }
  /** `replaces` is the id of the entry whose message this one takes the place of. */
  | { type: 'message'; at: string; message: Message; replaces?: string }
  | { type: 'press'; at: string; update: string; handle: string };

/** What a messenger would keep at its servers: the last entries of every chat, sealed, in Redis. */
export interface ChatLog {
  /** Adds an entry and tells every process that shows the chat. Returns the entry's id. */
  append(chat: string, entry: LogEntry): Promise<string>;
  /** Adds what a person did, unless an entry of the same update was added before. */
  appendOnce(chat: string, entry: LogEntry & { update: string }): Promise<void>;
  /** Up to a hundred entries after an id, oldest first; entries that cannot be opened have none. */
  read(chat: string, after: string): Promise<{ id: string; entry: LogEntry | undefined }[]>;
  has(chat: string, id: string): Promise<boolean>;
  /** Removes what was said up to a moment, by the times of the entries. */
  forget(chat: string, until: Date): Promise<void>;
  /** Id of the newest entry, `0-0` if there is none. */
  lastId(chat: string): Promise<string>;
  /** Name of the Redis channel that carries the code of every chat that got an entry. */
  news: string;
}

interface ChatLogDependencies {
  redis: Redis;
  keys: KeyRing;
  prefix: string;
}

const KEPT_ENTRIES = 1_000;
const READ_AT_ONCE = 100;
const REMEMBER_UPDATES_SECONDS = 40 * 24 * 3_600;
const FIELD = 'e';
const ENTRY_ID = /^\d{1,20}-\d{1,20}$/;

// KEYS: log, memory of the update. ARGV: seconds to remember (0: always append), entries kept, entry, news, chat.
const APPEND = `
if ARGV[1] ~= '0' and not redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[1]) then return false end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', '${FIELD}', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return id`;

/** Whether a stranger's text has the form of an entry's id. */
export function isEntryId(text: string): boolean {
  return ENTRY_ID.test(text);
}

/** Whether `left` was added before `right`. */
export function isOlder(left: string, right: string): boolean {
  const [leftTime = 0n, leftCount = 0n] = left.split('-').map(BigInt);
  const [rightTime = 0n, rightCount = 0n] = right.split('-').map(BigInt);
  return leftTime === rightTime ? leftCount < rightCount : leftTime < rightTime;
}

/** The chat log in one Redis stream per chat. The keys of a chat share a hash tag. */
export function createChatLog({ redis, keys, prefix }: ChatLogDependencies): ChatLog {
  const keyOf = (chat: string) => `${prefix}web:{${chat}}:log`;
  const contextOf = (chat: string) => `web-log:${chat}`;
  const news = `${prefix}web:news`;

  async function add(chat: string, options: { entry: LogEntry; update?: string }): Promise<unknown> {
    const log = keyOf(chat);
    const memory = options.update === undefined ? log : `${prefix}web:{${chat}}:update:${options.update}`;
    const seconds = options.update === undefined ? 0 : REMEMBER_UPDATES_SECONDS;
    const sealed = keys.seal(JSON.stringify(options.entry), contextOf(chat));
    return await redis.eval(APPEND, 2, log, memory, seconds, KEPT_ENTRIES, sealed, news, chat);
  }

  function open(chat: string, sealed: string): LogEntry | undefined {
    try {
      return JSON.parse(keys.open(sealed, contextOf(chat))) as LogEntry;
    } catch {
      return undefined;
    }
  }

  return {
    news,
    append: async (chat, entry) => String(await add(chat, { entry })),
    async appendOnce(chat, entry) {
      await add(chat, { entry, update: entry.update });
    },
    async read(chat, after) {
      const found = await redis.xrange(keyOf(chat), `(${after}`, '+', 'COUNT', READ_AT_ONCE);
      return found.map(([id, fields]) => ({ id, entry: open(chat, fields[1] ?? '') }));
    },
    has: async (chat, id) => isEntryId(id) && (await redis.xrange(keyOf(chat), id, id)).length > 0,
    async forget(chat, until) {
      const all = await redis.xrange(keyOf(chat), '-', '+');
      const old = all.flatMap(([id, fields]) => {
        const entry = open(chat, fields[1] ?? '');
        return entry !== undefined && Date.parse(entry.at) <= until.getTime() ? [id] : [];
      });
      if (old.length > 0) await redis.xdel(keyOf(chat), ...old);
    },
    async lastId(chat) {
      const [last] = await redis.xrevrange(keyOf(chat), '+', '-', 'COUNT', 1);
      return last?.[0] ?? '0-0';
    },
  };
}
