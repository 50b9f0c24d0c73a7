import { mayReadGuide } from '../../models/policies/conversation.ts';
import type { Block } from '../ports.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { defineScreen, open } from './screen.ts';

/** What one can do and type. The person still stands where they stood. */
export const help = defineScreen<null>({
  policy: mayReadGuide,
  inMenu: true,
  isAside: true,
  load: () => null,
  offers(_facts, { canResume }) {
    const back: BotAction[] = canResume ? [{ do: 'resume' }] : [];
    return { actions: [...back, open('privacy'), open('home')] };
  },
  blocks: (_facts, { t }): Block[] => [
    { type: 'title', text: t('chat:help.title') },
    { type: 'text', text: t('chat:help.text') },
    { type: 'text', text: t('chat:help.words') },
    { type: 'text', text: t('chat:help.privacy') },
  ],
});
