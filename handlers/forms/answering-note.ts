import type { Text } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { listPosts } from '../../models/organisation/post.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { TOLD_OF_ANSWERING } from '../commands/parts/change-delegation.ts';
import { listAnswering, listNamedTo } from '../queries/delegations.ts';
import type { Sources } from '../queries/sources.ts';
import { memberOf } from './person-act.ts';

/** What becomes of answering for somebody, and of what they answer for others, where they leave or move: a sentence each. */
export async function answeringNotes(
  { database, lately, now, sayInAll }: Sources,
  identity: DraftIdentity,
  what: keyof typeof TOLD_OF_ANSWERING,
): Promise<Text[]> {
  const { author } = identity;
  const person = memberOf(identity);
  const { named } = await lately(`answering-told-to:${identity.subject.id}`, async () => {
    const day = dayOf(now());
    const posts = await listPosts(database, { people: [author], day });
    const all = await listAnswering(database, { person, day });
    return { named: await listNamedTo(database, { actor: { kind: 'person', person: author, posts }, all }) };
  });
  const { ofMember, ofDelegate } = TOLD_OF_ANSWERING[what];
  return named.map(({ name: other, isMember }) =>
    sayInAll(`chat:notes.${(isMember ? ofMember : ofDelegate).note}`, { other }),
  );
}
