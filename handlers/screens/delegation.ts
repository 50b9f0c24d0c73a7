import { mayViewDelegation } from '../../models/policies/delegation.ts';
import { listDelegations } from '../../models/review/delegation.ts';
import { findDelegateOf } from '../forms/name-delegate.ts';
import { listAnsweringFor } from '../queries/answering-for.ts';
import { listDelegatedEntries } from '../queries/counting-entry.ts';
import { ANSWER_FOR } from '../queries/delegations.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { answeringLine, type DelegationFacts, presentDelegation, readingLine } from '../words/delegation.ts';
import { defineScreen, open } from './screen.ts';

/** Who answers for the reader, what was handed in for them, and for whom they answer. */
export const delegation = defineScreen<DelegationFacts>({
  policy: mayViewDelegation,
  leadsToForm: true,
  async load(sources, { person }) {
    const delegations = await listDelegations(sources.database, { concerning: person });
    const [review, delegate, answering] = await Promise.all([
      sources.reviews.findOpen(person),
      findDelegateOf(sources, { person, delegations }),
      listAnsweringFor(sources, { person, delegations }),
    ]);
    // What was handed in can be read when the cycle is over, too.
    const entries = await listDelegatedEntries(sources.database, { person, cycle: review?.cycle.cycle });
    return { isAsked: review !== null, delegate, entries, answering };
  },
  offers({ isAsked, delegate, entries, answering }) {
    const naming: BotAction[] = isAsked ? [{ do: 'begin', form: 'name-delegate' }] : [];
    return {
      choices: [
        ...entries.map(({ cycle, number, by }) => ({
          ...{ do: 'open' as const, screen: 'answered-for', params: { cycle, delegate: by, number } },
        })),
        ...answering.map(({ member, cycle: of, standing }) => ({
          ...{ do: 'begin' as const, form: ANSWER_FOR, params: { member, cycle: of } },
          ...(standing === null ? { way: { do: 'review', page: 0 } as const } : {}),
        })),
      ],
      actions: [
        ...(delegate === null ? naming : [{ do: 'begin', form: 'withdraw-delegate' } as const]),
        open('home'),
      ],
    };
  },
  choice(action, { entries, answering }, context) {
    if (action.do === 'open') {
      const entry = entries.find(({ by }) => by === action.params?.delegate);
      return entry === undefined ? '' : readingLine(entry, context);
    }
    const params = action.do === 'begin' ? action.params : undefined;
    const one = answering.find(({ member, cycle }) => member === params?.member && cycle === params.cycle);
    return one === undefined ? '' : answeringLine(one, context);
  },
  blocks: presentDelegation,
});
