import { account } from './account.ts';
import { answeredFor } from './answered-for.ts';
import { delegation } from './delegation.ts';
import { difficulties } from './difficulties.ts';
import { difficulty } from './difficulty.ts';
import { erase } from './erase.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { languages } from './languages.ts';
import { myDifficulties } from './my-difficulties.ts';
import { privacy } from './privacy.ts';
import type { Screen } from './screen.ts';
import { unitPeople } from './unit-people.ts';
import { unitPerson } from './unit-person.ts';

/**
 * All screens. The name of each is the word that opens it, with its spellings in the locale file `words`, and the name
 * of its label below `chat:actions`.
 */
export const SCREENS = {
  ...{ home, languages, help, privacy, data: account, erase },
  ...{ difficulties, difficulty, 'my-difficulties': myDifficulties },
  ...{ 'unit-people': unitPeople, 'unit-person': unitPerson },
  ...{ delegation, 'answered-for': answeredFor },
} as const satisfies Record<string, Screen>;
export type ScreenName = keyof typeof SCREENS;
export const SCREEN_NAMES = Object.keys(SCREENS) as readonly ScreenName[];

export function isScreen(name: string): name is ScreenName {
  return Object.hasOwn(SCREENS, name);
}

/** The screen of that name; home for a name that is no longer in the catalogue. */
export function screenOf(name: string): Screen {
  return isScreen(name) ? SCREENS[name] : SCREENS.home;
}
