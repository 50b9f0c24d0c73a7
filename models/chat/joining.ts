import type { Redis } from 'ioredis';

/** How long somebody has between the steps of joining. */
const KEEP_SECONDS = 15 * 60;

/** Somebody on the way from an invitation to a bound chat; they have agreed to nothing yet. */
export interface Joining {
  /** Id of the invitation; the code itself is kept nowhere. */
  invitation: string;
  person: string;
  stage: 'who' | 'consent';
  /** Handle base of the buttons of the present stage. */
  prompt: string;
  /** Language that the consent is asked in. */
  language?: string;
}

/** Those who are joining, in Redis for a quarter of an hour. */
export interface JoiningStore {
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
      return json === null ? undefined : (JSON.parse(json) as Joining);
    },
    async write(user, joining) {
      await redis.set(key(user), JSON.stringify(joining), 'EX', KEEP_SECONDS);
    },
    async forget(user) {
      await redis.del(key(user));
    },
  };
}
