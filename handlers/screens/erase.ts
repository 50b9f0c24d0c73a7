import { mayViewErasure } from '../../models/policies/conversation.ts';
import type { Block } from '../ports.ts';
import { loadStanding } from '../queries/review-standing.ts';
import { SELF_REVIEW } from '../queries/reviews.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { defineScreen, open } from './screen.ts';

/** What can be erased, and what cannot. */
export const erase = defineScreen<{ answered: number }>({
  policy: mayViewErasure,
  inMenu: true,
  isAwaited: true,
  async load(sources, { person }) {
    const standing = await loadStanding(sources, person);
    return { answered: standing?.started === true ? standing.answered : 0 };
  },
  offers({ answered }) {
    const cancel: BotAction = { do: 'begin', form: SELF_REVIEW, way: { do: 'cancel' } };
    const draft = answered > 0 ? [cancel] : [];
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
