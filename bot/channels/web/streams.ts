import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type ChatLog, isOlder } from './chat-log.ts';

/** The open live streams (server-sent events) of every chat. */
export interface Streams {
  /** Sends everything after the entry `after`, then `live`, then what comes, until the reader leaves. */
  open(reader: { chat: string; after: string; response: ServerResponse }): Promise<void>;
  /** Sends what is new in one chat, or in all. */
  update(chat?: string): void;
  /** Shows every reader that the connection is alive, and sends what a lost notice hid. */
  beat(): void;
  close(): void;
}

interface Reader {
  chat: string;
  cursor: string;
  response: ServerResponse;
  reading: boolean;
  /** News came while reading. */
  again: boolean;
}

interface StreamsDependencies {
  chatLog: ChatLog;
  warn(details: object, text: string): void;
}

/** Each reader has its own place in the log, so nothing is missed and nothing comes twice. */
export function createStreams(dependencies: StreamsDependencies): Streams {
  const readers = new Set<Reader>();
  return {
    async open({ chat, after, response }) {
      if (response.destroyed) return;
      const reader: Reader = { chat, cursor: after, response, reading: true, again: false };
      response.on('close', () => readers.delete(reader));
      readers.add(reader);
      if (isOlder(await dependencies.chatLog.lastId(chat), after)) {
        // The log that the reader knew is gone: what it shows is of no chat any more.
        reader.cursor = '0-0';
        await write(response, 'event: reset\ndata: {}\n\n');
      }
      reader.reading = false;
      await readOn(reader, dependencies);
      await write(response, 'event: live\ndata: {}\n\n');
    },
    update(chat) {
      for (const reader of readers) {
        if (chat === undefined || reader.chat === chat) void readOn(reader, dependencies);
      }
    },
    beat() {
      for (const reader of readers) {
        if (!reader.response.writableEnded) reader.response.write('event: beat\ndata: {}\n\n');
        void readOn(reader, dependencies);
      }
    },
    close() {
      for (const { response } of readers) {
        // A reader that does not read would keep its socket, and the server, open for ever.
        if (response.writableNeedDrain) response.destroy();
        else response.end();
      }
    },
  };
}

async function readOn(reader: Reader, dependencies: StreamsDependencies): Promise<void> {
  if (reader.reading) {
    reader.again = true;
    return;
  }
  reader.reading = true;
  try {
    do {
      reader.again = false;
      await catchUp(reader, dependencies);
    } while (reader.again && !isGone(reader.response));
  } catch (error) {
    dependencies.warn({ reason: String(error) }, 'A live stream of the web chat broke off');
    reader.response.end();
  } finally {
    reader.reading = false;
  }
}

async function catchUp(reader: Reader, { chatLog, warn }: StreamsDependencies): Promise<void> {
  for (;;) {
    const entries = await chatLog.read(reader.chat, reader.cursor);
    if (entries.length === 0) return;
    for (const { id, entry } of entries) {
      if (isGone(reader.response)) return;
      if (entry === undefined) warn({ id }, 'An entry of the web chat cannot be opened');
      else await write(reader.response, `id: ${id}\ndata: ${JSON.stringify(entry)}\n\n`);
      reader.cursor = id;
    }
  }
}

function isGone(response: ServerResponse): boolean {
  return response.writableEnded || response.destroyed;
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (isGone(response) || response.write(text)) return;
  const left = new AbortController();
  const options = { signal: left.signal };
  await Promise.race([once(response, 'drain', options), once(response, 'close', options)]).finally(() =>
    left.abort(),
  );
}
