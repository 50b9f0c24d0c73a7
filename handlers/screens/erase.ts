import { mayViewErasure } from '../../models/policies/conversation.ts';
import type { Block } from '../ports.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { defineScreen, open } from './screen.ts';

/** What can be erased, and what cannot. */
export const erase = defineScreen<{ answered: number }>({
  policy: mayViewErasure,
  inMenu: true,
  showsDraft: true,
  load: ({ standing }) => ({ answered: standing?.started === true ? standing.answered : 0 }),
  offers({ answered }) {
    const draft: BotAction[] = answered > 0 ? [{ do: 'cancel' }] : [];
    return { actions: [...draft, { do: 'unlink' }, open('home')] };
  },
  blocks({ answered }, { t }): Block[] {
    const draft = answered === 0 ? t('chat:erase.no-draft') : t('chat:erase.draft', { count: answered });
    return [
      { type: 'title', text: t('chat:erase.title') },
      { type: 'text', text: draft },
      { type: 'text', text: t('chat:erase.unlink') },
      { type: 'text', text: t('chat:erase.record') },
    ];
  },
});
