import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';
import { isUnopenable } from '../store/errors.ts';
import { conversationKeys } from './conversation-keys.ts';
import { conversationContext } from './draft-context.ts';
import { outboxContext } from './outbox.ts';

const FIELDS = ['head', 'cards'] as const;

/** What cannot be opened of a conversation apart from its drafts: its key is missing, or it is damaged. */
export interface Unopened {
  /** Revision of the conversation at that moment. */
  revision: number;
  /** Id of the draft in front. */
  front: string | null;
  fields: readonly (typeof FIELDS)[number][];
  /** Ids of commands without an outcome. */
  commands: readonly string[];
}

/** Looks for what cannot be opened of the conversation with a person; drafts are not looked at. */
export async function findUnopened(
  { redis, keys, prefix }: { redis: Redis; keys: Pick<KeyRing, 'open'>; prefix: string },
  person: string,
): Promise<Unopened> {
  const names = conversationKeys(prefix, person);
  const [[revision, front, ...sealed], pending] = await Promise.all([
    redis.hmget(names.conversation, 'revision', 'front', ...FIELDS),
    redis.hgetall(names.pending),
  ]);
  const fields = FIELDS.filter((field, index) => {
    const envelope = sealed[index] ?? null;
    return envelope !== null && !isOpenable(keys, envelope, conversationContext(person, field));
  });
  const commands = Object.entries(pending)
    .filter(([, envelope]) => !isOpenable(keys, envelope, outboxContext(person)))
    .map(([id]) => id);
  return { revision: Number(revision ?? 0), front: front || null, fields, commands };
}

function isOpenable(keys: Pick<KeyRing, 'open'>, envelope: string, context: string): boolean {
  try {
    keys.open(envelope, context);
    return true;
  } catch (error) {
    if (isUnopenable(error)) return false;
    throw error;
  }
}
