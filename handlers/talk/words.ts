import { PLAIN_ACTIONS } from '../../flows/engine/events.ts';
import type { FormWord } from '../forms/catalogue.ts';
import type { ScreenName } from '../screens/catalogue.ts';

/** Typed words that neither begin a form nor are the name of a screen; each has its list of spellings in the locale file `words`. */
export const FORM_WORDS = [
  ...PLAIN_ACTIONS,
  'keep-whole',
  'keep-here',
  'overview',
  'review',
  'edit',
  'previous-page',
  'next-page',
  'vietnamese',
  'english',
  'unlink',
  'try-again',
  'thanks',
  'keep',
  'answered-difficulties',
  'waiting-difficulties',
  'all-difficulties',
  'people-not-joined',
  'see-all',
  'other-acts',
  'yes',
  'submit-act',
  'back-to-list',
] as const;
/** Words of forms that messengers list in their menus, with their commands and descriptions below `chat:menu`. */
export const FORM_WORDS_IN_MENU = [
  'begin',
  'overview',
  'report-difficulty',
] as const satisfies readonly Word[];

export type Word = (typeof FORM_WORDS)[number] | FormWord | ScreenName;
