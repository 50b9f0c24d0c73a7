import {
  type Command,
  type CommandNews,
  listUntold,
  noteTold,
  noteTried,
  noteUntold,
} from '../../models/command.ts';
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
 * and stays noted as untold, as it does for who has not joined.
 */
export async function tellOthers(
  dependencies: Dependencies,
  wanted: { until: Date } | { people: readonly string[] },
): Promise<void> {
  const { database, reviews } = dependencies.sources;
  const isMeant = (person: string) => !('people' in wanted) || wanted.people.includes(person);
  const waiting = new Map<string, { error: unknown }>();
  const commands = await listUntold(database, wanted);
  // Whom a command concerns also goes by it where nobody is told anything.
  if (commands.length > 0 || 'people' in wanted) await reviews.notice();
  for (const command of commands) {
    const { _id: id } = command;
    const told = newsOf(command);
    const meant = told.filter(({ person }) => isMeant(person) && !waiting.has(person));
    for (const one of meant) {
      const failure = waiting.has(one.person) ? undefined : await tell(dependencies, { command, one });
      if (failure !== undefined) waiting.set(one.person, failure);
    }
    if (meant.some(({ person }) => waiting.has(person))) await noteTried(database, { id });
    const isOver = told.every(({ person }) => isMeant(person) && !waiting.has(person));
    if (isOver) await noteTold(database, { id });
  }
  for (const { error } of waiting.values()) throw error;
}

/** Tells a person of a command, or notes that they cannot be told; returns a failure after which it is tried again. */
async function tell(
  { announce, log, sources: { database } }: Dependencies,
  { command, one }: { command: Command; one: ReturnType<typeof newsOf>[number] },
): Promise<{ error: unknown } | undefined> {
  const { _id: id, tries = 0 } = command;
  const { person, ...news } = one;
  try {
    // Who has not joined is told once they do.
    if (!(await announce(person, news))) await noteUntold(database, { id, person });
    return undefined;
  } catch (error) {
    if (!isLasting(error) && tries + 1 < MOST_TRIES) return { error };
    log.error({ err: error, person, command: id }, 'A person cannot be told of a command');
    await noteUntold(database, { id, person });
    return undefined;
  }
}

function isLasting(error: unknown): boolean {
  return error instanceof AppError && LASTING.includes(error.code);
}

/** What each person is told of a command, of the news that is wanted, under keys by which their conversation knows it. */
export function newsOf(
  { _id: id, outcome }: Pick<Command, '_id' | 'outcome'>,
  isWanted: (news: CommandNews) => boolean = () => true,
): ({ person: string } & Parameters<Announce>[1])[] {
  const all = outcome.status === 'recorded' ? (outcome.news ?? []) : [];
  return all.filter(isWanted).flatMap(({ people, kind, ...rest }) =>
    people.map((person) => ({
      ...{ person, key: `news:${id}:${kind}` },
      news: { type: 'told', kind, ...rest } as const,
    })),
  );
}
