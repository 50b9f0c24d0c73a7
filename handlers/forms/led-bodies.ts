import { createCandidates, toCandidate } from '../../flows/answers/pick.ts';
import type { Candidate, Candidates } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import {
  type CollectiveKind,
  isLeadingBody,
  listCollectivesIn,
} from '../../models/organisation/collective.ts';
import { listPosts, listPostsIn, type Post } from '../../models/organisation/post.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { type DirectoryEntry, unitsIn } from '../queries/directory.ts';
import type { Sources } from '../queries/sources.ts';
import { ledUnitsOf, memberOf } from './person-act.ts';

/** The collectives in the units that the author of a draft leads and below them, to be picked from by their names. */
export async function ledBodies(sources: Sources, author: string): Promise<Candidates> {
  const bodies = await listLedBodies(sources, author);
  return createCandidates(() => bodies);
}

/**
 * The same, but only those in which a person holds a post, with its title; all of them where it is not known yet who it
 * is.
 */
export async function ledBodiesWith(sources: Sources, identity: DraftIdentity): Promise<Candidates> {
  const { author } = identity;
  if (memberOf(identity) === '') return ledBodies(sources, author);
  const titles = new Map((await heldPosts(sources, identity)).map((post) => [post.collective, post.title]));
  const all = await listLedBodies(sources, author);
  const bodies = all.flatMap(({ id, name }) => {
    const place = titles.get(id);
    return place === undefined ? [] : [toCandidate({ id, name, place })];
  });
  return createCandidates(
    () => bodies,
    () => all.filter(({ id }) => !titles.has(id)).map((body) => ({ ...body, why: 'pick-no-post-there' })),
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

/** The posts that somebody holds, as they were known when the act began. */
export async function heldPosts(
  { database, lately, now }: Sources,
  identity: DraftIdentity,
): Promise<readonly Post[]> {
  const { held } = await lately(`held-posts:${identity.subject.id}`, async () => ({
    held: await listPosts(database, { people: [memberOf(identity)], day: dayOf(now()) }),
  }));
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
