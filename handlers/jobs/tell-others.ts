import { type Command, listUntold, noteTold } from '../../models/command.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { Sources } from '../queries/sources.ts';
import type { Announce } from '../talk/announce.ts';

/** Why a person cannot be told, now or later; anything else passes, and is tried again. */
const LASTING = ['envelope-unreadable', 'draft-unreadable'];

interface Dependencies {
  sources: Pick<Sources, 'database' | 'reviews'>;
  announce: Announce;
  log: Log;
}

/**
 * Tells others of commands, each person in the order of the record, so that what they hear last is true: of all that were
 * done `until` then, or of all that concern `people`, and then only them. Whoever cannot be told holds nobody up but
 * themselves: where that may pass, as with a busy conversation, they are told nothing newer, and the first error is thrown
 * once all others are told, so that it is tried again.
 */
export async function tellOthers(
  { announce, log, sources: { database, reviews } }: Dependencies,
  wanted: { until: Date } | { people: readonly string[] },
): Promise<void> {
  const isMeant = (person: string) => !('people' in wanted) || wanted.people.includes(person);
  const waiting = new Map<string, unknown>();
  const tell = async (person: string, { key, news }: Parameters<Announce>[1]) => {
    try {
      await announce(person, { key, news });
    } catch (error) {
      if (error instanceof AppError && LASTING.includes(error.code)) {
        log.error({ err: error, person }, 'A person cannot be told of a command');
      } else waiting.set(person, error);
    }
  };
  const commands = await listUntold(database, wanted);
  // Whom a command concerns also goes by it where nobody is told anything.
  if (commands.length > 0 || 'people' in wanted) await reviews.notice();
  for (const command of commands) {
    const told = newsOf(command);
    for (const { person, ...one } of told) {
      if (isMeant(person) && !waiting.has(person)) await tell(person, one);
    }
    const isOver = told.every(({ person }) => isMeant(person) && !waiting.has(person));
    if (isOver) await noteTold(database, { id: command._id });
  }
  for (const error of waiting.values()) throw error;
}

/** What each person is told of a command, under keys by which their conversation knows what it was told. */
function newsOf({ _id: id, outcome }: Command): ({ person: string } & Parameters<Announce>[1])[] {
  const all = outcome.status === 'recorded' ? (outcome.news ?? []) : [];
  return all.flatMap(({ people, kind, ...rest }) =>
    people.map((person) => ({
      ...{ person, key: `news:${id}:${kind}` },
      news: { type: 'told', kind, ...rest } as const,
    })),
  );
}
