import { mayReadGuide } from '../../models/policies/conversation.ts';
import { ledUnitsOf } from '../forms/person-act.ts';
import { inTimeOr } from '../in-time.ts';
import type { Block } from '../ports.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { defineScreen, open } from './screen.ts';

const PATIENCE_MS = 500;

/** What one can do and type. The person still stands where they stood. */
export const help = defineScreen<{ leads: boolean } | null>({
  policy: mayReadGuide,
  inMenu: true,
  isAside: true,
  async load(sources, { person }) {
    const what = 'Whether somebody leads a unit could not be loaded';
    const waiting = { otherwise: [], patienceMs: PATIENCE_MS, what, log: sources.log };
    return { leads: (await inTimeOr(ledUnitsOf(sources, person), waiting)).length > 0 };
  },
  offers(_facts, { canResume }) {
    const back: BotAction[] = canResume ? [{ do: 'resume' }] : [];
    return { actions: [...back, open('privacy'), open('home')] };
  },
  // Help that an earlier version left to be sent has no facts.
  blocks: (facts, { t }): Block[] => [
    { type: 'title', text: t('chat:help.title') },
    { type: 'text', text: t('chat:help.text') },
    { type: 'text', text: t('chat:help.words') },
    ...(facts?.leads === true ? [{ type: 'text' as const, text: t('chat:help.secretary') }] : []),
    { type: 'text', text: t('chat:help.privacy') },
  ],
});
