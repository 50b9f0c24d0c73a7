import { mayViewDelegation } from '../../models/policies/delegation.ts';
import { findDelegateOf } from '../forms/name-delegate.ts';
import { listAnsweringFor } from '../queries/answering-for.ts';
import { findCountingEntry } from '../queries/counting-entry.ts';
import { ANSWER_FOR } from '../queries/delegations.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { answeringLine, type DelegationFacts, presentDelegation } from '../words/delegation.ts';
import { defineScreen, open } from './screen.ts';

/** Who answers for the reader, what was handed in for them, and for whom they answer. */
export const delegation = defineScreen<DelegationFacts>({
  policy: mayViewDelegation,
  leadsToForm: true,
  async load(sources, { person }) {
    const [review, delegate, answering] = await Promise.all([
      sources.reviews.findOpen(person),
      findDelegateOf(sources, { person }),
      listAnsweringFor(sources, { person }),
    ]);
    // What was handed in can be read when the cycle is over, too.
    const entry = await findCountingEntry(sources.database, { person, cycle: review?.cycle.cycle });
    return { isAsked: review !== null, delegate, entry: entry?.how === 'delegate' ? entry : null, answering };
  },
  offers({ isAsked, delegate, entry, answering }) {
    const naming: BotAction[] = isAsked ? [{ do: 'begin', form: 'name-delegate' }] : [];
    const { cycle, number, by } = entry ?? {};
    return {
      choices: answering.map(({ member, cycle: of, standing }) => ({
        ...{ do: 'begin', form: ANSWER_FOR, params: { member, cycle: of } },
        ...(standing === null ? { way: { do: 'review', page: 0 } as const } : {}),
      })),
      actions: [
        ...(delegate === null ? naming : [{ do: 'begin', form: 'withdraw-delegate' } as const]),
        ...(cycle && number && by
          ? [{ do: 'open', screen: 'answered-for', params: { cycle, delegate: by, number } } as const]
          : []),
        open('home'),
      ],
    };
  },
  choice(action, { answering }, context) {
    const params = action.do === 'begin' ? action.params : undefined;
    const one = answering.find(({ member, cycle }) => member === params?.member && cycle === params.cycle);
    return one === undefined ? '' : answeringLine(one, context);
  },
  blocks: presentDelegation,
});
