import { type Command, listUntold, noteTold, noteTried, noteUntold } from '../../models/command.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { Sources } from '../queries/sources.ts';
import type { Announce } from '../talk/announce.ts';

/** Why a person cannot be told, now or later; anything else may pass, and is tried again. */
const LASTING = ['envelope-unreadable', 'draft-unreadable'];
/** So often it is tried. No try counts while Redis is away: the jobs that tell run through it. */
export const MOST_TRIES = 50;

interface Dependencies {
  sources: Pick<Sources, 'database' | 'reviews'>;
  announce: Announce;
  log: Log;
}

/**
 * Tells others of commands, each person in the order of the record, so that what they hear last is true: of all that were
 * done `until` then, or of all that concern `people`, and then only them. Whoever cannot be told holds nobody up but
 * themselves: where that may pass, as with a busy conversation, they are told nothing newer, and the first error is thrown
 * once all others are told, so that it is tried again. What cannot be told for good, or after many tries, is passed over
 * and stays noted as untold.
 */
export async function tellOthers(
  { announce, log, sources: { database, reviews } }: Dependencies,
  wanted: { until: Date } | { people: readonly string[] },
): Promise<void> {
  const isMeant = (person: string) => !('people' in wanted) || wanted.people.includes(person);
  const waiting = new Map<string, unknown>();
  const commands = await listUntold(database, wanted);
  if (commands.length > 0) await reviews.notice();
  for (const command of commands) {
    const { _id: id, tries = 0 } = command;
    const told = newsOf(command);
    const meant = told.filter(({ person }) => isMeant(person) && !waiting.has(person));
    for (const { person, ...one } of meant) {
      if (waiting.has(person)) continue;
      const failure = await tryTo(() => announce(person, one));
      if (failure === undefined) continue;
      if (isLasting(failure.error) || tries + 1 >= MOST_TRIES) {
        log.error({ err: failure.error, person, command: id }, 'A person cannot be told of a command');
        await noteUntold(database, { id, person });
      } else waiting.set(person, failure.error);
    }
    if (meant.some(({ person }) => waiting.has(person))) await noteTried(database, { id });
    const isOver = told.every(({ person }) => isMeant(person) && !waiting.has(person));
    if (isOver) await noteTold(database, { id });
  }
  for (const error of waiting.values()) throw error;
}

async function tryTo(work: () => Promise<unknown>): Promise<{ error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

function isLasting(error: unknown): boolean {
  return error instanceof AppError && LASTING.includes(error.code);
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
