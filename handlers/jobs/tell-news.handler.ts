import { type Command, type CommandNews, listUntold, noteTold } from '../../models/command.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { Announce } from '../talk/announce.ts';
import { oneAtATime } from './one-at-a-time.ts';

interface Dependencies {
  database: Database;
  announce: Announce;
  log: Log;
}

/** Commands whose news is told in one go. */
const AT_ONCE = 100;

/** Why a person cannot be told, now or later; anything else passes, and is tried again. */
const LASTING = ['envelope-unreadable', 'draft-unreadable'];

/**
 * Tells the news of commands that operators did: they are done in a process without conversations. What cannot be told
 * now is told the next time, under the same key.
 */
export function createTellNews(dependencies: Dependencies): () => Promise<void> {
  const { database } = dependencies;
  return oneAtATime(async () => {
    for (const command of await listUntold(database, { most: AT_ONCE })) {
      await tellNews(dependencies, { id: command._id, news: newsOf(command) });
      await noteTold(database, { id: command._id });
    }
  });
}

/**
 * Tells people the news of a command. One person who cannot be told does not keep the others from being told: where that
 * may pass, as with a busy conversation, it is thrown once all others are told.
 */
export async function tellNews(
  { announce, log }: Pick<Dependencies, 'announce' | 'log'>,
  { id, news }: { id: string; news: readonly CommandNews[] },
): Promise<void> {
  const passing: AppError[] = [];
  for (const { people, kind, screen, params, values } of news) {
    for (const person of people) {
      try {
        const told = { type: 'told', kind, screen, params, ...(values && { values }) } as const;
        await announce(person, { key: `news:${id}:${kind}`, news: told });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (LASTING.includes(error.code))
          log.error({ err: error, person }, 'A person cannot be told of a command');
        else passing.push(error);
      }
    }
  }
  if (passing[0] !== undefined) throw passing[0];
}

function newsOf({ outcome }: Command): readonly CommandNews[] {
  return outcome.status === 'recorded' ? (outcome.news ?? []) : [];
}
