import type { Post } from '../../models/organisation/post.ts';
import type { Log } from '../ports.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { Screen, ScreenSubject } from '../screens/screen.ts';
import { loadPatiently } from './load-patiently.ts';
import type { Loaded } from './situation.ts';

interface Dependencies {
  /** The posts of a person, from the system of record. */
  postsOf(person: string): Promise<readonly Post[]>;
  log: Log;
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
