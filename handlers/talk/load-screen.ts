import type { Post } from '../../models/organisation/post.ts';
import { AppError } from '../../models/store/errors.ts';
import { inTime, LATE } from '../in-time.ts';
import type { Log } from '../ports.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { Screen, ScreenSubject } from '../screens/screen.ts';
import type { Loaded } from './situation.ts';

interface Dependencies {
  /** The posts of a person, from the system of record. */
  postsOf(person: string): Promise<readonly Post[]>;
  log: Log;
}

/** Longer than the system of record takes to answer when it is well. */
const PATIENCE_MS = 3_000;

/**
 * Loads what a person asked for. A system of record that is away, or hangs, keeps nobody waiting: the person is told,
 * and can try again. `about` names it in the log; `isAwaited` waits however long it takes.
 */
export async function loadPatiently(
  log: Log,
  {
    about,
    isAwaited = false,
    load,
  }: { about: Readonly<Record<string, string>>; isAwaited?: boolean; load(): Promise<Loaded> },
): Promise<Loaded> {
  try {
    const loaded = await (isAwaited ? load() : inTime(load(), PATIENCE_MS));
    if (loaded !== LATE) return loaded;
    log.warn(about, 'What a person asked for takes too long to be loaded');
  } catch (error) {
    if (error instanceof AppError && error.code === 'draft-unreadable') return { type: 'unreadable' };
    log.warn({ err: error, ...about }, 'What a person asked for could not be loaded');
  }
  return { type: 'unavailable' };
}

/** What a screen shows to a reader who may see it. */
export async function loadScreen(
  dependencies: Dependencies,
  wanted: {
    name: string;
    screen: Screen;
    /** Code of the person who looks at it. */
    reader: string;
    context: PersonSources;
    subject: ScreenSubject;
  },
): Promise<Loaded> {
  const { name, screen } = wanted;
  return loadPatiently(dependencies.log, {
    ...{ about: { screen: name }, isAwaited: screen.isAwaited === true },
    load: () => loadAllowed(dependencies, wanted),
  });
}

async function loadAllowed(
  { postsOf }: Dependencies,
  wanted: Parameters<typeof loadScreen>[1],
): Promise<Loaded> {
  const { screen, reader, context, subject } = wanted;
  const posts = screen.readsPosts === true ? await postsOf(reader) : [];
  const actor = { kind: 'person', person: reader, posts } as const;
  if (!screen.policy(actor, subject)) return { type: 'not-allowed' };
  return { type: 'screen', facts: await screen.load({ ...context, posts }, subject) };
}
