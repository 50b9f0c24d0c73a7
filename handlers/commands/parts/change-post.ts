import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews, CommandNote } from '../../../models/command.ts';
import { raiseOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import { findPeople, type Person } from '../../../models/organisation/person.ts';
import {
  areHeadsAtOnce,
  endWithMembership,
  listPostsIn,
  type Post,
  writePost,
} from '../../../models/organisation/post.ts';
import { mayChangePosts } from '../../../models/policies/post.ts';
import { AppError } from '../../../models/store/errors.ts';
import { listBodiesOverCollective } from '../../queries/leading-bodies.ts';
import type { CommandContext } from '../define.ts';
import { nameOfCollective } from './name-of.ts';
import { signNews } from './sign-news.ts';

type Context = Pick<CommandContext, 'database' | 'session' | 'now'>;

interface PostChange {
  kind: 'post-begins' | 'post-ends';
  post: Post;
  /** The first or last day, `YYYY-MM-DD`. */
  day: string;
}

/** Throws `not-allowed` unless the actor may change posts of a person in a collective, as the record has it now. */
export async function demandOverPost(
  { database, session, actor }: Pick<CommandContext, 'database' | 'session' | 'actor'>,
  of: { person: string; collective: string },
): Promise<void> {
  const bodies = await listBodiesOverCollective(database, { collective: of.collective, session });
  if (mayChangePosts(actor, { person: of.person, bodies })) return;
  throw new AppError('not-allowed', { message: 'The collective is in no unit that the actor leads' });
}

/** What somebody is told of a post of theirs that begins or ends; `before` is the last day recorded before, if any. */
export async function newsOfPost(
  context: CommandContext,
  { kind, post, day, before = null }: PostChange & { before?: string | null },
): Promise<CommandNews[]> {
  const { person, collective, title } = post;
  const body = await nameOfCollective(context, collective);
  const values = { title, body, day, ...(before !== null && { before }) };
  return signNews(context, [{ kind, screen: 'home', params: {}, values, people: [person] }]);
}

/** The same for who records it. */
export async function noteOfPost(
  context: Pick<CommandContext, 'database'>,
  { kind, post, day, holder }: PostChange & { holder: Person | null },
): Promise<CommandNote> {
  const { person, collective, title } = post;
  const body = await nameOfCollective(context, collective);
  return { kind, values: { name: holder?.name ?? person, title, body, day } };
}

/**
 * Stores a post in the transaction of a command. Throws `post-ends-before-it-begins`, and `second-head` if its collective
 * would have two heads at once.
 */
export async function changePost(context: Context, post: Post): Promise<void> {
  const { database, session, now } = context;
  const { person, collective, from, to } = post;
  if (from !== undefined && to !== undefined && to < from) {
    const details = { person, collective };
    throw new AppError('post-ends-before-it-begins', {
      message: 'The last day is before the first',
      details,
    });
  }
  const others = await listPostsIn(database, { collectives: [collective], day: 'any', session });
  const clash = others.find(
    (other) =>
      [post, other].every(({ role }) => role === 'head') &&
      other._id !== post._id &&
      areHeadsAtOnce(post, other, dayOf(now)),
  );
  if (clash !== undefined) {
    const named = await findPeople(database, { codes: [person, clash.person] });
    const before = named.find(({ _id }) => _id === clash.person);
    const ended = before && endWithMembership(clash, before);
    // Who heads it no longer because they left gives way to who comes after them.
    if (ended !== undefined && !areHeadsAtOnce(post, ended, dayOf(now))) {
      await writePost(database, { post: ended, session });
      return await changePost(context, post);
    }
    const nameOf = (code: string) => named.find(({ _id }) => _id === code)?.name ?? '';
    const details = {
      ...{ collective, person, name: nameOf(person) },
      ...{ other: clash.person, otherName: nameOf(clash.person) },
    };
    throw new AppError('second-head', { message: 'A collective would have two heads at once', details });
  }
  await writePost(database, { post, session });
  await raiseOrganisationVersion(database, session);
}
