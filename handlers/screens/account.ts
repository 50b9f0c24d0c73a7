import { mayViewAccount } from '../../models/policies/conversation.ts';
import { AppError } from '../../models/store/errors.ts';
import { loadStanding } from '../queries/review-standing.ts';
import { type DataFacts, presentData } from '../words/privacy.ts';
import { defineScreen, open } from './screen.ts';

/** All that is held on the reader. */
export const account = defineScreen<DataFacts>({
  policy: mayViewAccount,
  inMenu: true,
  async load(sources, { person }) {
    const [standing, account] = await Promise.all([
      loadStanding(sources, person).catch(unlessUnreadable),
      sources.describeAccount(person),
    ]);
    return { standing, account };
  },
  offers: () => ({ actions: [open('delegation'), open('privacy'), open('erase'), open('home')] }),
  blocks: presentData,
});

/** What a draft holds that cannot be read is not known, so nothing is said of it. */
function unlessUnreadable(error: unknown): null {
  if (error instanceof AppError && error.code === 'draft-unreadable') return null;
  throw error;
}
