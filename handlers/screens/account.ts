import { mayViewAccount } from '../../models/policies/conversation.ts';
import { type DataFacts, presentData } from '../words/privacy.ts';
import { defineScreen, open } from './screen.ts';

/** All that is held on the reader. */
export const account = defineScreen<DataFacts>({
  policy: mayViewAccount,
  inMenu: true,
  load: async ({ standing, describeAccount }) => ({ standing, account: await describeAccount() }),
  offers: () => ({ actions: [open('privacy'), open('erase'), open('home')] }),
  blocks: presentData,
});
