import { listUntold, noteTold } from '../../models/command.ts';
import type { Database } from '../../models/store/connection.ts';
import type { Log } from '../ports.ts';
import { VERSION_FRESH_MS } from '../queries/reviews.ts';
import type { Announce } from '../talk/announce.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { tellOthers } from './tell-others.ts';

const MOST = 20;

/**
 * Tells people what operators did that concerns them, which administration leaves to the bot because the bot need not run
 * then. It waits until every process knows of it, so that nobody who opens the news sees how it was before. What was told already is known by its key, so one that is killed begins again and tells nobody twice.
 */
export function createTellNews(dependencies: {
  database: Database;
  announce: Announce;
  now(): Date;
  log: Log;
}): () => Promise<void> {
  const { database, now } = dependencies;
  return oneAtATime(async () => {
    const until = new Date(now().getTime() - VERSION_FRESH_MS);
    for (const { _id: id, outcome } of await listUntold(database, { until, most: MOST })) {
      if (outcome.status === 'recorded') await tellOthers(dependencies, { id, ...outcome });
      await noteTold(database, { id });
    }
  });
}
