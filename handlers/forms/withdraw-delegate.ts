import { listDelegations } from '../../models/review/delegation.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { findNameLately } from '../queries/find-name-lately.ts';
import type { Sources } from '../queries/sources.ts';
import { defineAct } from './define-act.ts';
import { memberOf } from './person-act.ts';

/** The delegate of a member is withdrawn, by the member or by a secretary. */
export const withdrawDelegate = defineAct({
  form: 'withdraw-delegate',
  command: 'withdraw-delegate',
  forOneself: true,
  steps: async (sources, identity) => [
    { id: `${SURE}${(await findNamed(sources, identity)) ?? ''}`, kind: 'confirm', words: 'sure' },
  ],
  async note(sources, identity) {
    const delegate = await findNamed(sources, identity);
    if (delegate === undefined) return undefined;
    return sources.sayInAll('chat:delegation.answers-now', { name: await findNameLately(sources, delegate) });
  },
  async payload({ database }, { person, answers }) {
    const all = await listDelegations(database, { member: person });
    const named = all.findLast(({ ended, delegate }) => !ended && answers.has(`${SURE}${delegate}`));
    return { person, cycle: named?.cycle ?? '' };
  },
});

/** Before the code of the delegate that a consent is about: it is asked anew once somebody else is named. */
const SURE = 'sure-';

/** The code of who answers for the member when the act begins; undefined where nobody does. */
async function findNamed(
  { database, lately }: Sources,
  identity: DraftIdentity,
): Promise<string | undefined> {
  const member = memberOf(identity);
  // Each act looks it up anew, and once it is done nobody is named.
  const { delegate } = await lately(`delegate-of:${identity.subject.id}`, async () => {
    const all = await listDelegations(database, { member });
    return { delegate: all.findLast(({ ended }) => !ended)?.delegate };
  });
  return delegate;
}
