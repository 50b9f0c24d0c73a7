import type { Redis } from 'ioredis';
import { createPasteMemory } from '../../bot/channels/telegram/pastes.ts';
import { createChatLogMemory } from '../../bot/channels/web/chat-log.ts';
import { SEALED_PLACES } from '../../models/chat/sealed-places.ts';
import { reasonContext } from '../../models/review/cycle-change.ts';
import {
  COMMITMENT_TEXTS,
  CONCLUSION_TEXTS,
  REMEDY_TEXTS,
  SUGGESTION_TEXTS,
} from '../../models/review/sealed-fields.ts';
import type { Database } from '../../models/store/connection.ts';
import { digestKeyContext, type KeyRing } from '../../models/store/encryption.ts';

/** The two stores, with the keys to open what is sealed. */
interface Stores {
  redis: Redis;
  prefix: string;
  database: Database;
  keys: KeyRing;
}

/**
 * Everything in Redis under the prefix and in MongoDB, including the names of keys, with all envelopes opened. Fails if one
 * cannot be opened, so that nothing is left out.
 */
export async function openEverything(stores: Stores): Promise<string> {
  const lines = [...(await readRedis(stores)), ...(await readMongodb(stores))];
  return lines.join('\n');
}

async function readRedis({ redis, prefix, keys }: Stores): Promise<string[]> {
  const channels = [createChatLogMemory({ redis, prefix }), createPasteMemory({ redis, prefix })];
  const places = [...SEALED_PLACES, ...channels.flatMap((channel) => channel.places)];
  const lines: string[] = [];
  for (const key of await redis.keys(`${prefix}*`)) {
    const rest = key.slice(prefix.length);
    const known = places.filter((place) => place.key.test(rest));
    for (const [field, value] of await entriesOf(redis, key)) {
      const contexts = known.map((place) => place.contextOf(place.key.exec(rest)?.slice(1) ?? [], field));
      lines.push(`${key} ${field} ${openAll(keys, value, contexts)}`);
    }
    lines.push(key);
  }
  return lines;
}

async function entriesOf(redis: Redis, key: string): Promise<(readonly [string, string])[]> {
  const unnamed = (values: readonly string[]) => values.map((value) => ['', value] as const);
  switch (await redis.type(key)) {
    case 'hash':
      return Object.entries(await redis.hgetall(key));
    case 'string':
      return unnamed([(await redis.get(key)) ?? '']);
    case 'zset':
      return unnamed(await redis.zrange(key, 0, '-1'));
    case 'set':
      return unnamed(await redis.smembers(key));
    case 'list':
      return unnamed(await redis.lrange(key, 0, -1));
    case 'stream':
      return unnamed((await redis.xrange(key, '-', '+')).map(([, fields]) => fields.join(' ')));
    default:
      return [];
  }
}

async function readMongodb({ database, keys }: Stores): Promise<string[]> {
  const lines: string[] = [];
  const collections = (await database.drafts.db.db?.collections()) ?? [];
  for (const collection of collections) {
    for (const document of await collection.find({}).toArray()) {
      const { _id, author, fields = {}, ...rest } = document as unknown as Row;
      const opened = Object.entries(fields).map(([field, value]) => [
        field,
        openAll(keys, value, [`draft/${author}/${_id}/${field}`]),
      ]);
      const others = openAll(keys, JSON.stringify(rest), contextsIn(_id, rest));
      lines.push(`${collection.collectionName} ${_id} ${author} ${JSON.stringify(opened)} ${others}`);
    }
  }
  return lines;
}

type Row = { _id: string; author?: string; fields?: Record<string, string> } & Record<string, unknown>;

const NARRATIVES = [COMMITMENT_TEXTS, REMEDY_TEXTS, SUGGESTION_TEXTS, CONCLUSION_TEXTS];

function contextsIn(id: string, row: Record<string, unknown>): string[] {
  const { person, cycle, series = '', number, answers, changes } = row;
  const decided = Array.isArray(changes) ? (changes as { id: string }[]).map(reasonContext) : [];
  const steps = Array.isArray(answers) ? (answers as { step: string }[]).map(({ step }) => step) : [];
  return [
    ...[`outbox/${id}`, `attachment/${id}`, `import-batch/${id}`, digestKeyContext(id)],
    ...[`conversation/${id}/head`, `conversation/${id}/cards`],
    ...[`difficulty/${id}/text`, `difficulty/${id}/answer`],
    `taken-back/${person}/${cycle}/${series}/${number}`,
    ...decided,
    ...steps.map((step) => `submission/${person}/${cycle}/${number}/${step}`),
    ...NARRATIVES.flatMap(({ name, fields }) => fields.map((field) => `${name}/${id}/${field}`)),
  ];
}

const ENVELOPE = /v1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+/g;

function openAll(keys: KeyRing, text: string, contexts: readonly string[]): string {
  return text.replaceAll(ENVELOPE, (envelope) => {
    for (const context of contexts) {
      try {
        return keys.open(envelope, context);
      } catch {
        // The next context is tried.
      }
    }
    throw new Error(`cannot be opened in any of: ${contexts.join(', ')}`);
  });
}
