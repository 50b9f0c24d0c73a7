import type { Redis } from 'ioredis';
import { dayOf } from '../../flows/rules/calendar.ts';
import { createIdentities, type Identities } from '../../handlers/identities.ts';
import type { Log } from '../../handlers/ports.ts';
import { createDescribeAccount } from '../../handlers/queries/describe-account.ts';
import { createReadDirectory } from '../../handlers/queries/directory.ts';
import { createFindQuestions, type FindQuestions } from '../../handlers/queries/find-questions.ts';
import { createLately } from '../../handlers/queries/lately.ts';
import { createMembers } from '../../handlers/queries/members.ts';
import { createReviews, type Reviews } from '../../handlers/queries/reviews.ts';
import type { Sources } from '../../handlers/queries/sources.ts';
import { createWithFallback } from '../../handlers/queries/with-fallback.ts';
import { createLastKnown } from '../../models/chat/last-known.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { createRandomBytes } from '../../models/store/random-bytes.ts';
import type { Locales } from '../i18n.ts';
import { repeat } from '../queues/repeat.ts';
import type { Closings } from './closings.ts';

/** How often a process looks whether others have changed the organisation, so that who has left has no access there. */
const NOTICE_EVERY_MS = 1_000;
/** How many random bytes make an id that no one can guess. */
const ID_BYTES = 16;

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
  locales: Locales;
  now(): Date;
  log: Log;
}

/** Makes them; while the database is away both answer with what was known last. */
export function createServices(dependencies: Dependencies): Services {
  const { database, redis, keys, prefix, locales, now, log } = dependencies;
  const lastKnown = createLastKnown({ redis, keys, prefix });
  const withFallback = createWithFallback({ lastKnown, log });
  const members = createMembers(database);
  const reviews = createReviews({ database, keys, withFallback, members, today: () => dayOf(now()) });
  const nextBytes = createRandomBytes(ID_BYTES);
  const sources = {
    ...{ database, keys, reviews, members, log, now, lately: createLately(withFallback) },
    describeAccount: createDescribeAccount({ database, keys, now }),
    readDirectory: createReadDirectory({ database, now }),
    sayInAll: locales.inAll,
    newId: () => nextBytes().toString('base64url'),
  };
  return {
    identities: createIdentities({
      ...{ database, keys, lastKnown, withFallback, members, now },
      organisationVersion: reviews.version,
    }),
    ...{ reviews, sources, findQuestions: createFindQuestions(sources) },
  };
}

/** Has this process notice what other ones do to the organisation, also while nobody writes, and without anybody waiting. */
export async function keepNoticing(
  { reviews }: Pick<Services, 'reviews'>,
  { log, closings }: { log: Log; closings: Closings },
): Promise<void> {
  const wish = { name: 'notice-organisation', everyMs: NOTICE_EVERY_MS, log };
  const noticing = await repeat(reviews.notice, wish);
  closings.add('notice-organisation', () => noticing.close());
}
