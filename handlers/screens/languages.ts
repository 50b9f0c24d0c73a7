import { LANGUAGES } from '../../flows/forms/definition.ts';
import { mayChooseLanguage } from '../../models/policies/conversation.ts';
import { defineScreen, open } from './screen.ts';

/** The choice of the language in which the bot speaks. The person still stands where they stood, and is there again. */
export const languages = defineScreen<null>({
  policy: mayChooseLanguage,
  inMenu: true,
  isAside: true,
  load: () => null,
  offers: () => ({ choices: LANGUAGES.map((to) => ({ do: 'language', to })), actions: [open('home')] }),
  blocks: (_facts, { t }) => [{ type: 'title', text: t('chat:languages.title') }],
});
