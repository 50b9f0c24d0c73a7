import type { Redis } from 'ioredis';

/** How long a stranger may take between two steps of joining. */
const KEEP_SECONDS = 15 * 60;

/** The state of a stranger who is joining with an invitation and has not consented yet. */
export interface Joining {
  /** Id of the invitation; the code itself is not stored. */
  invitation: string;
  person: string;
  stage: 'who' | 'consent';
  /** The handles of the buttons of the current stage begin with this. */
  prompt: string;
  /** The update that led to the stage: delivered once more, it says nothing about the stage itself. */
  ledBy?: string;
  /** The language in which the consent is asked. */
  language?: string;
}

/** Stores the state of strangers who are joining, in Redis, for a quarter of an hour. */
export interface JoiningStore {
  /** What cannot be read is as if it were not there: the person types the code again. */
  read(user: string): Promise<Joining | undefined>;
  write(user: string, joining: Joining): Promise<void>;
  forget(user: string): Promise<void>;
}

/** `user` is `<channel>:<user>`. */
export function createJoiningStore({ redis, prefix }: { redis: Redis; prefix: string }): JoiningStore {
  const key = (user: string) => `${prefix}joining:${user}`;
  return {
    async read(user) {
      const json = await redis.get(key(user));
      return json === null ? undefined : parse(json);
    },
    async write(user, joining) {
      await redis.set(key(user), JSON.stringify(joining), 'EX', KEEP_SECONDS);
    },
    async forget(user) {
      await redis.del(key(user));
    },
  };
}

function parse(json: string): Joining | undefined {
  try {
    const read: Partial<Joining> | null = JSON.parse(json);
    const texts = [read?.invitation, read?.person, read?.prompt, read?.stage];
    return texts.every((text) => typeof text === 'string') ? (read as Joining) : undefined;
  } catch {
    return undefined;
  }
}
