import { loadLocales } from '../../bot/i18n.ts';
import type { LANGUAGES } from '../../flows/forms/definition.ts';
import type { BotOutput } from '../../handlers/talk/output.ts';
import type { PresentContext } from '../../handlers/words/context.ts';
import { presentMessage } from '../../handlers/words/message.ts';
import { flowOf, listStep, plainStep, textStep } from './flows.ts';

const locales = await loadLocales();
/** The moment at which it is shown. */
export const AT = '2026-11-23T02:41:00Z';
/** A review of which each output is shown. */
export const flow = flowOf([
  textStep('politics', { max: 500 }),
  listStep('items', { maxLength: 80 }),
  plainStep('attachment', 'evidence'),
]);

/** What is said as its reader sees it, on the day of `AT`. */
export function present(output: object, language: (typeof LANGUAGES)[number] = 'vi', now = AT) {
  return presentIn(output, { language, now: new Date(now) });
}

/** The same with more said about where it is shown. */
export function presentIn(output: object, more: Partial<PresentContext>) {
  return presentMessage(output as BotOutput, {
    ...{
      language: 'vi',
      flow,
      now: new Date(AT),
      texts: new Map(),
      card: null,
      takesFiles: true,
      invitationLinks: () => [],
    },
    ...{ form: 'self-review', due: '2026-12-01', t: locales.translator(more.language ?? 'vi') },
    ...more,
  });
}

/** A question of it, with no button. */
export const question = (step: string, more: object = {}) => ({
  ...{ type: 'question', step, number: 1, total: 3, choices: [], actions: [] },
  ...more,
});
