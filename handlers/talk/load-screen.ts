import type { Post } from '../../models/organisation/post.ts';
import { AppError } from '../../models/store/errors.ts';
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
 * What a screen shows to a reader who may see it. A system of record that is away, or hangs, keeps nobody waiting: the
 * person is told, and can try again.
 */
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
  const { log } = dependencies;
  const { name } = wanted;
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = wanted.screen.isAwaited === true ? undefined : setTimeout(resolve, PATIENCE_MS, 'late');
  try {
    const loading = loadAllowed(dependencies, wanted);
    loading.catch(() => undefined);
    const loaded = await Promise.race([loading, late]);
    if (loaded !== 'late') return loaded;
    log.warn({ screen: name }, 'A screen takes too long to be loaded');
  } catch (error) {
    if (error instanceof AppError && error.code === 'draft-unreadable') return { type: 'unreadable' };
    log.warn({ err: error, screen: name }, 'A screen could not be loaded');
  } finally {
    clearTimeout(timer);
  }
  return { type: 'unavailable' };
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
