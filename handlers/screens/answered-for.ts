import { mayReadAnsweredFor } from '../../models/policies/delegation.ts';
import { loadAnsweredFor } from '../queries/answered-for.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { type AnsweredForFacts, presentAnsweredFor } from '../words/delegation.ts';
import { defineScreen, open } from './screen.ts';

/** All that a delegate handed in for the reader, in pages; null where there is nothing such. */
export const answeredFor = defineScreen<AnsweredForFacts | null>({
  policy: mayReadAnsweredFor,
  leadsToForm: true,
  load: (sources, subject) => loadAnsweredFor(sources, subject),
  offers(facts) {
    if (facts === null) return { actions: [open('delegation'), open('home')] };
    const { cycle, delegate, number, page, pages, mayWithdraw } = facts;
    const version = { cycle, delegate, number };
    const to = (other: number): BotAction => ({
      ...{ do: 'open', screen: 'answered-for', params: { ...version, page: other } },
    });
    return {
      actions: [
        ...(page > 0 ? [to(page - 1)] : []),
        ...(page < pages - 1 ? [to(page + 1)] : []),
        ...(mayWithdraw ? [{ do: 'begin', form: 'withdraw-answered-for', params: version } as const] : []),
        ...[open('delegation'), open('home')],
      ],
    };
  },
  blocks: presentAnsweredFor,
});
