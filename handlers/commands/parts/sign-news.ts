import { BY_OFFICE, type CommandNews } from '../../../models/command.ts';
import type { BatchContext, CommandContext } from '../define.ts';
import { nameOf } from './name-of.ts';

/** The same news with who recorded what it tells, where its sentences do not name them. */
export async function signNews(
  context: Pick<BatchContext, 'database' | 'actor'> & Partial<Pick<CommandContext, 'session'>>,
  news: readonly CommandNews[],
): Promise<CommandNews[]> {
  const { actor } = context;
  const recordedBy = actor.kind === 'operator' ? BY_OFFICE : await nameOf(context, actor.person);
  return news.map((one) => ({ ...one, values: { ...one.values, recordedBy } }));
}
