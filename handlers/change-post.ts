import { dayOf } from '../flows/rules/calendar.ts';
import { raiseOrganisationVersion } from '../models/organisation/organisation-version.ts';
import { findPeople } from '../models/organisation/person.ts';
import { areHeadsAtOnce, listPostsIn, type Post, writePost } from '../models/organisation/post.ts';
import { AppError } from '../models/store/errors.ts';
import type { CommandContext } from './commands/define.ts';

type Context = Pick<CommandContext, 'database' | 'session' | 'now'>;

/**
 * Stores a post in the transaction of a command. Throws `post-ends-before-it-begins`, and `second-head` if its collective
 * would have two heads at once.
 */
export async function changePost({ database, session, now }: Context, post: Post): Promise<void> {
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
