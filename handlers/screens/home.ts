import { mayViewHome } from '../../models/policies/conversation.ts';
import type { ReviewStanding } from '../queries/review-standing.ts';
import { SELF_REVIEW } from '../queries/reviews.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { type HomeFacts, presentHome } from '../words/home.ts';
import { defineScreen, open } from './screen.ts';

/** The card from which everything is reached. */
export const home = defineScreen<HomeFacts>({
  policy: mayViewHome,
  inMenu: true,
  showsDraft: true,
  load: ({ standing }, { note }) => ({ standing, ...(note === 'joined' ? { note } : {}) }),
  offers: ({ standing }) => ({
    actions: [...waysOn(standing), open('languages'), open('help'), open('privacy')],
  }),
  label(action, { standing }) {
    if (action.do === 'review') return 'hand-in-again';
    if (action.do !== 'begin') return undefined;
    if (standing?.started !== true) return 'begin';
    return standing.stage === 'handed-in' ? 'change' : 'continue';
  },
  blocks: presentHome,
});

/** What there is to do about the review, most likely first. */
function waysOn(standing: ReviewStanding | null): BotAction[] {
  if (standing === null) return [];
  const begin: BotAction = { do: 'begin', form: SELF_REVIEW };
  if (!standing.started) return [begin];
  const overview: BotAction = { do: 'overview', page: 0 };
  switch (standing.stage) {
    case 'writing':
      return [begin, overview];
    case 'handed-in':
      return [overview, begin, { do: 'withdraw' }];
    case 'changed':
      return [{ do: 'review', page: 0 }, begin, overview];
  }
}
