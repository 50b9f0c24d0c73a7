import { createCandidates, toCandidate } from '../../flows/answers/pick.ts';
import type { Candidate, Candidates } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import {
  type CollectiveKind,
  isLeadingBody,
  listCollectivesIn,
} from '../../models/organisation/collective.ts';
import { listPosts, listPostsIn, type Post } from '../../models/organisation/post.ts';
import { mayChangePosts } from '../../models/policies/post.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { type DirectoryEntry, unitsIn } from '../queries/directory.ts';
import { findOverPost } from '../queries/leading-bodies.ts';
import type { Sources } from '../queries/sources.ts';
import { ledUnitsOf, memberOf } from './person-act.ts';

/**
 * The collectives in the units that the author of a draft leads and below them, to be picked from by their names, without
 * those that the person of the draft heads where that is changed by others than its author.
 */
export async function ledBodiesFor(sources: Sources, identity: DraftIdentity): Promise<Candidates> {
  const held = await heldPosts(sources, identity);
  const barred = new Set(held.filter(({ mayEnd }) => !mayEnd).map(({ collective }) => collective));
  const all = await listLedBodies(sources, identity.author);
  return createCandidates(() =>
    all.map((body) => (barred.has(body.id) ? { ...body, problem: 'pick-post-of-head' } : body)),
  );
}

/**
 * The same, but only those in which a person holds a post that the author may end, with its title; all of them where it is
 * not known yet who it is.
 */
export async function ledBodiesWith(sources: Sources, identity: DraftIdentity): Promise<Candidates> {
  const { author } = identity;
  if (memberOf(identity) === '') return ledBodiesFor(sources, identity);
  const [held, endable] = [await heldPosts(sources, identity), await endablePosts(sources, identity)];
  const holds = new Set(held.map(({ collective }) => collective));
  const titles = new Map(endable.map(({ collective, title }) => [collective, title]));
  const all = await listLedBodies(sources, author);
  const whyNot = (id: string) => ({
    problem: holds.has(id) ? 'pick-post-of-head' : 'pick-no-post-there',
  });
  return createCandidates(() =>
    all.map((body) => {
      const { id, name } = body;
      const place = titles.get(id);
      return place === undefined ? { ...body, ...whyNot(id) } : toCandidate({ id, name, place });
    }),
  );
}

/** The codes of those of them that lead a unit of the Party: every post in them is one of the Party. */
export async function ledPartyBodies(sources: Sources, author: string): Promise<string[]> {
  const bodies = await listLedBodies(sources, author);
  return bodies.filter(({ kind }) => isLeadingBody(kind)).map(({ id }) => id);
}

/** Tells who holds a post in one of those collectives, as it was known when the act began. */
export async function holdersOf(
  sources: Sources,
  { author, subject }: DraftIdentity,
): Promise<(entry: Pick<DirectoryEntry, 'person'>) => boolean> {
  const { database, lately, now } = sources;
  const collectives = (await listLedBodies(sources, author)).map(({ id }) => id);
  const { posts } = await lately(`posts-led-by:${subject.id}`, async () => ({
    posts: await listPostsIn(database, { collectives, day: dayOf(now()) }),
  }));
  const holders = new Set(posts.map(({ person }) => person));
  return ({ person }) => holders.has(person._id);
}

/** The posts that the person of a draft holds, or is to hold, and that its author may end. */
export async function endablePosts(sources: Sources, identity: DraftIdentity): Promise<Post[]> {
  return (await heldPosts(sources, identity)).filter(({ mayEnd }) => mayEnd);
}

interface HeldPost extends Post {
  mayEnd: boolean;
}

/** The newest post of the person of a draft in each collective, unless it is over. */
async function heldPosts(
  { database, lately, now }: Sources,
  identity: DraftIdentity,
): Promise<readonly HeldPost[]> {
  const { author } = identity;
  const person = memberOf(identity);
  // Each act looks them up anew, since the one before may have changed them.
  const { held } = await lately(`held-posts:${identity.subject.id}`, async () => {
    const day = dayOf(now());
    const posts = await listPosts(database, { people: [author], day });
    const actor = { kind: 'person', person: author, posts } as const;
    const all = await listPosts(database, { people: [person], day, orLater: true });
    const newest = new Map(all.map((post) => [post.collective, post])).values();
    const found = [...newest].map(async (post): Promise<HeldPost> => {
      const over = await findOverPost(database, { person, collective: post.collective, day });
      return { ...post, mayEnd: mayChangePosts(actor, over) };
    });
    return { held: await Promise.all(found) };
  });
  return held;
}

async function listLedBodies(
  sources: Sources,
  author: string,
): Promise<readonly (Candidate & { kind: CollectiveKind })[]> {
  const { database, lately } = sources;
  const { bodies } = await lately(`led-bodies:${author}`, async () => {
    const [directory, roots] = await Promise.all([sources.readDirectory(), ledUnitsOf(sources, author)]);
    const found = await listCollectivesIn(database, { units: unitsIn(directory, { units: roots }) });
    return {
      bodies: found.map(({ _id: id, name, unit, kind }) => ({
        ...toCandidate({ id, name, place: directory.units.get(unit)?.name ?? '' }),
        kind,
      })),
    };
  });
  return bodies;
}
