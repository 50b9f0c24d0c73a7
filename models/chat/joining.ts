import type { Redis } from 'ioredis';
import { z } from 'zod';

/** How long a stranger may take between two steps of joining. */
const KEEP_SECONDS = 15 * 60;

const schema = z.object({
  /** Id of the invitation; the code itself is not stored. */
  invitation: z.string(),
  person: z.string(),
  stage: z.enum(['who', 'consent']),
  /** The handles of the buttons of the current stage begin with this. */
  prompt: z.string(),
  /** The update that led to the stage: delivered once more, it says nothing about the stage itself. */
  ledBy: z.string().optional(),
  /** The language in which the consent is asked. */
  language: z.string().optional(),
});

/** The state of a stranger who is joining with an invitation and has not consented yet. */
export type Joining = z.output<typeof schema>;

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
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
