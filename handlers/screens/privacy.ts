import { mayReadGuide } from '../../models/policies/conversation.ts';
import { privacyBlocks } from '../words/privacy.ts';
import { defineScreen, open } from './screen.ts';

/** What is stored, why, for how long, and who reads it. */
export const privacy = defineScreen<null>({
  policy: mayReadGuide,
  inMenu: true,
  load: () => null,
  offers: () => ({ actions: [open('data'), open('erase'), open('home')] }),
  blocks: (_facts, { t }) => privacyBlocks(t),
});
