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
  steps: async (sources, identity) => {
    const name = await findNamed(sources, identity);
    const before = name === '' ? {} : { before: sources.sayInAll('chat:delegation.answers-now', { name }) };
    return [{ id: 'sure', kind: 'confirm', ...before }];
  },
  async payload({ database }, { person }) {
    const all = await listDelegations(database, { member: person });
    return { person, cycle: all.findLast(({ ended }) => !ended)?.cycle ?? '' };
  },
});

/** The name of who answers for the member when the act begins; empty where nobody does, or it has to ask for whom. */
async function findNamed(sources: Sources, identity: DraftIdentity): Promise<string> {
  const { database, lately } = sources;
  const member = memberOf(identity);
  // Each act looks it up anew, and once it is done nobody is named.
  const { delegate } = await lately(`delegate-of:${identity.subject.id}`, async () => {
    const all = await listDelegations(database, { member });
    return { delegate: all.findLast(({ ended }) => !ended)?.delegate };
  });
  return delegate === undefined ? '' : findNameLately(sources, delegate);
}
