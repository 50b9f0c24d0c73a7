import { dayOf } from '../../flows/rules/calendar.ts';
import { forgetUntoldTo, listUntoldTo } from '../../models/command.ts';
import type { Database } from '../../models/store/connection.ts';
import { newsOf } from '../jobs/tell-others.ts';
import type { Log } from '../ports.ts';
import { holdingNewsOf } from '../queries/holding-news.ts';
import type { Announce } from '../talk/announce.ts';

/** So many of the newest are looked at. */
const MOST_LOOKED_AT = 50;
/** So many are told, the newest; with more nobody would read them. */
const MOST_TOLD = 5;

/**
 * Tells somebody who has just joined what was done before that concerns them and still holds, in the order in which it was
 * written. Safe to repeat; where it fails, they have joined all the same, and it stays noted as untold.
 */
export type TellEarlierNews = (person: string) => Promise<void>;

export function createTellEarlierNews(dependencies: {
  database: Database;
  announce: Announce;
  now(): Date;
  log: Log;
}): TellEarlierNews {
  const { database, announce, now, log } = dependencies;
  return async (person) => {
    try {
      const untold = await listUntoldTo(database, { person, most: MOST_LOOKED_AT });
      if (untold.length === 0) return;
      const holds = await holdingNewsOf(database, { person, today: dayOf(now()) });
      const holding = untold.flatMap((command) => newsOf(command, (news) => holds(command, news)));
      const own = holding.filter((one) => one.person === person).slice(0, MOST_TOLD);
      for (const { key, news } of own.toReversed()) await announce(person, { key, news });
      await forgetUntoldTo(database, { person });
    } catch (error) {
      log.error({ err: error, person }, 'Somebody who joined could not be told what was done before');
    }
  };
}
