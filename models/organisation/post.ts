import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';
import { type Belonging, dayBefore, lastMembershipOf } from './membership.ts';

/** Places in a collective, in the order in which they are reviewed. */
export const POST_ROLES = ['head', 'deputy', 'member'] as const;
export type PostRole = (typeof POST_ROLES)[number];

/** Chức vụ Đảng, chính quyền, đoàn thể: the three lines of Mẫu 2. */
export const POST_BRANCHES = ['party', 'government', 'mass-organisation'] as const;
export type PostBranch = (typeof POST_BRANCHES)[number];

/** What somebody is in a collective, for a time. */
interface Term {
  role: PostRole;
  title: string;
  branch: PostBranch;
  /** First day of the term, `YYYY-MM-DD`; absent where it is not known. */
  from?: string;
  /** Last day of the term, `YYYY-MM-DD`; absent while it goes on. */
  to?: string;
}

/** The post of a person in a collective: the newest of their terms there. */
export interface Post extends Term {
  /** `postId` of person and collective. */
  _id: string;
  person: string;
  collective: string;
  /** The terms that it came after, the first one first, each as it was recorded; see `termsOf`. */
  earlier?: readonly Term[];
}

const term = {
  role: { type: String, required: true, enum: POST_ROLES },
  title: { type: String, required: true },
  branch: { type: String, required: true, enum: POST_BRANCHES },
  from: String,
  to: String,
};

const schema = new Schema<Post>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    collective: { type: String, required: true },
    ...term,
    earlier: { type: [new Schema<Term>(term, { _id: false })], default: undefined },
  },
  { collection: 'posts', strict: 'throw', versionKey: false },
);
schema.index({ person: 1 });
schema.index({ collective: 1, role: 1 });
// Two heads whose terms go on, or end on the same day, would hold the post at once.
schema.index(
  { collective: 1, to: 1 },
  { name: 'one-head-at-once', unique: true, partialFilterExpression: { role: 'head' } },
);

export function definePosts(connection: Connection): Model<Post> {
  return connection.model<Post>('Post', schema);
}

/** The id of a post: a person has at most one in a collective. */
export function postId(holder: { person: string; collective: string }): string {
  return `${holder.person}/${holder.collective}`;
}

/** Whether a post is held on a day (`YYYY-MM-DD`): its last day counts, and so does one whose first day is not known. */
export function isHeldOn({ from, to }: Pick<Post, 'from' | 'to'>, day: string): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

/**
 * The terms of a post, the first one first, as posts with one term each. A term ends by itself on the day before the next
 * one begins; that is read off the next one and written nowhere, so that it goes on once that one is taken back.
 */
export function termsOf({ earlier = [], ...newest }: Post): Post[] {
  const { _id, person, collective } = newest;
  const all: Post[] = [...earlier.map((one) => ({ _id, person, collective, ...one })), newest];
  return all.flatMap((one, index) => {
    const next = all[index + 1];
    if (next === undefined) return [one];
    // Of one whose first day is not known none was before.
    if (next.from === undefined) return [];
    const end = dayBefore(next.from);
    const to = one.to !== undefined && one.to < end ? one.to : end;
    return one.from !== undefined && to < one.from ? [] : [{ ...one, to }];
  });
}

/** A post with a new term, which takes the place of those that would begin on its first day or later. */
export function withTerm(before: Post | null, begun: Post & { from: string }): Post {
  const { earlier = [], _id, person, collective, ...newest } = before ?? begun;
  const stay = before === null ? [] : [...earlier, newest].filter(({ from = '' }) => from < begun.from);
  return { ...begun, ...(stay.length > 0 && { earlier: stay }) };
}

/** A post without its newest term, so that the one before goes on as it was recorded; null where there was none. */
export function withoutTerm({ earlier = [], _id, person, collective }: Post): Post | null {
  const last = earlier.at(-1);
  if (last === undefined) return null;
  const rest = earlier.slice(0, -1);
  return { _id, person, collective, ...last, ...(rest.length > 0 && { earlier: rest }) };
}

/**
 * Whether two heads of one collective hold the post at once, today (`YYYY-MM-DD`) or later. The last day of one may be the
 * first of the other. What is over is history whose first days are often not known, so only the same last day counts.
 */
export function areHeadsAtOnce(one: Post, other: Post, today: string): boolean {
  if (one.to === other.to) return true;
  const [, , begin = ''] = [one.from ?? '', other.from ?? '', today].toSorted();
  return [one, other].every(({ to }) => to === undefined || begin < to);
}

/** The post, ended with the last membership of who holds it; undefined where that goes on, or the post ended before. */
export function endWithMembership(post: Post, holder: Belonging): Post | undefined {
  const last = lastMembershipOf(holder)?.to ?? null;
  if (last === null || (post.to !== undefined && post.to <= last)) return undefined;
  return { ...post, to: post.from !== undefined && post.from > last ? post.from : last };
}

/** The post of a person in a collective, held or not; null if they never had one. */
export function findPost(
  database: { posts: Model<Post> },
  wanted: { person: string; collective: string; session: ClientSession },
): Promise<Post | null> {
  return database.posts.findById(postId(wanted)).session(wanted.session).lean();
}

/** Creates a post, or puts it in place of the one with its id. */
export async function writePost(
  database: { posts: Model<Post> },
  { post, session }: { post: Post; session: ClientSession },
): Promise<void> {
  await database.posts.replaceOne({ _id: post._id }, post, { upsert: true, session });
}

/** Removes a post. */
export async function removePost(
  database: { posts: Model<Post> },
  { post, session }: { post: Post; session: ClientSession },
): Promise<void> {
  await database.posts.deleteOne({ _id: post._id }, { session });
}

/** Which posts are read: those held on a day (`YYYY-MM-DD`), with one term each, or all as they are stored. */
export interface Held {
  day: string | 'any';
  /** Those as well that begin after the day. */
  orLater?: true;
}

/** The posts of these people, those of each in the order of their ids. */
export async function listPosts(
  database: { posts: Model<Post> },
  wanted: Held & { people: readonly string[]; session?: ClientSession | undefined },
): Promise<Post[]> {
  const { people, session } = wanted;
  const posts = await findAmong(database.posts, { field: 'person', values: people, session });
  return heldAmong(posts, wanted).sort((one, other) => (one._id < other._id ? -1 : 1));
}

/** The posts in these collectives, in no order. */
export async function listPostsIn(
  database: { posts: Model<Post> },
  wanted: Held & { collectives: readonly string[]; session?: ClientSession },
): Promise<Post[]> {
  const { collectives, session } = wanted;
  const posts = await findAmong(database.posts, { field: 'collective', values: collectives, session });
  return heldAmong(posts, wanted);
}

/** Every such post of the whole installation, in the order of their ids; for operators only. */
export async function listAllPosts(database: { posts: Model<Post> }, wanted: Held): Promise<Post[]> {
  return heldAmong(await database.posts.find({}).sort({ _id: 1 }).lean(), wanted);
}

/** Those of stored posts that are read so. */
export function heldAmong(posts: readonly Post[], { day, orLater }: Held): Post[] {
  if (day === 'any') return [...posts];
  return posts
    .flatMap(termsOf)
    .filter((post) => isHeldOn(post, day) || (orLater === true && (post.from ?? '') > day));
}
