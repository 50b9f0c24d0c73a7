import type { Log } from '../ports.ts';
import { VERSION_FRESH_MS } from '../queries/reviews.ts';
import type { Sources } from '../queries/sources.ts';
import type { Announce } from '../talk/announce.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { tellOthers } from './tell-others.ts';

/**
 * Tells people what was done that concerns them and that nobody has told: what operators did, which administration leaves
 * to the bot because the bot need not run then, and what a job could not tell that did it. It waits until every process knows
 * of it, so that nobody who opens the news sees how it was before. What was told already is known by its key, so one that
 * is killed begins again and tells nobody twice.
 */
export function createTellNews(dependencies: {
  sources: Pick<Sources, 'database' | 'reviews'>;
  announce: Announce;
  now(): Date;
  log: Log;
}): () => Promise<void> {
  return oneAtATime(() => {
    const until = new Date(dependencies.now().getTime() - VERSION_FRESH_MS);
    return tellOthers(dependencies, { until });
  });
}
