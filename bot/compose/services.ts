import type { Redis } from 'ioredis';
import { createIdentities, type Identities } from '../../handlers/identities.ts';
import type { Log } from '../../handlers/ports.ts';
import { createDescribeAccount } from '../../handlers/queries/describe-account.ts';
import { createFindQuestions, type FindQuestions } from '../../handlers/queries/find-questions.ts';
import { createReviews, type Reviews } from '../../handlers/queries/reviews.ts';
import type { Sources } from '../../handlers/queries/sources.ts';
import { createWithFallback } from '../../handlers/queries/with-fallback.ts';
import { createLastKnown } from '../../models/chat/last-known.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

/** What every part asks about people: who they are, and what a cycle asks them. */
export interface Services {
  identities: Identities;
  reviews: Reviews;
  /** What screens and forms read with. */
  sources: Sources;
  /** What drafts are asked. */
  findQuestions: FindQuestions;
}

interface Dependencies {
  database: Database;
  redis: Redis;
  keys: KeyRing;
  prefix: string;
  now(): Date;
  log: Log;
}

/** Makes them; while the database is away both answer with what was known last. */
export function createServices({ database, redis, keys, prefix, now, log }: Dependencies): Services {
  const lastKnown = createLastKnown({ redis, keys, prefix });
  const withFallback = createWithFallback({ lastKnown, log });
  const reviews = createReviews({ database, keys, withFallback });
  const sources = { database, keys, reviews, describeAccount: createDescribeAccount({ database, keys }) };
  return {
    identities: createIdentities({ database, keys, lastKnown, withFallback, now }),
    ...{ reviews, sources, findQuestions: createFindQuestions(sources) },
  };
}
