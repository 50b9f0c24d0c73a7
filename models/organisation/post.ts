import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';

/** Places in a collective, in the order in which they are reviewed. */
const POST_ROLES = ['head', 'deputy', 'member'] as const;
export type PostRole = (typeof POST_ROLES)[number];

/** Chức vụ Đảng, chính quyền, đoàn thể: the three lines of Mẫu 2. */
const POST_BRANCHES = ['party', 'government', 'mass-organisation'] as const;
export type PostBranch = (typeof POST_BRANCHES)[number];

/** The post of a person in a collective. */
export interface Post {
  /** `postId` of person and collective. */
  _id: string;
  person: string;
  collective: string;
  role: PostRole;
  title: string;
  branch: PostBranch;
}

const schema = new Schema<Post>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    collective: { type: String, required: true },
    role: { type: String, required: true, enum: POST_ROLES },
    title: { type: String, required: true },
    branch: { type: String, required: true, enum: POST_BRANCHES },
  },
  { collection: 'posts', strict: 'throw', versionKey: false },
);
schema.index({ person: 1 });
schema.index({ collective: 1, role: 1 });
schema.index(
  { collective: 1 },
  { name: 'one-head', unique: true, partialFilterExpression: { role: 'head' } },
);

export function definePosts(connection: Connection): Model<Post> {
  return connection.model<Post>('Post', schema);
}

/** The id of a post: a person has at most one in a collective. */
export function postId(holder: { person: string; collective: string }): string {
  return `${holder.person}/${holder.collective}`;
}

/** The posts of these people, those of each in the order of their ids. */
export async function listPosts(
  database: { posts: Model<Post> },
  wanted: { people: readonly string[]; session?: ClientSession | undefined },
): Promise<Post[]> {
  const { people, session } = wanted;
  const posts = await findAmong(database.posts, { field: 'person', values: people, session });
  return posts.sort((one, other) => (one._id < other._id ? -1 : 1));
}

/** The posts in these collectives, in no order. */
export function listPostsIn(
  database: { posts: Model<Post> },
  wanted: { collectives: readonly string[] },
): Promise<Post[]> {
  return findAmong(database.posts, { field: 'collective', values: wanted.collectives });
}

/** Every post of the whole installation, in the order of their ids; for operators only. */
export function listAllPosts(database: { posts: Model<Post> }): Promise<Post[]> {
  return database.posts.find({}).sort({ _id: 1 }).lean();
}
