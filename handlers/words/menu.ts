import { SCREENS } from '../screens/catalogue.ts';
import type { Screen } from '../screens/screen.ts';
import { FORM_WORDS_IN_MENU } from '../talk/words.ts';
import type { Translate } from './context.ts';

/** An entry of the menu that a messenger shows. */
export interface MenuEntry {
  /** `a`–`z`, digits and `_`, at most 32; understood as if it were typed. */
  command: string;
  description: string;
}

/** The menu: home, what is to be done about a form, and the other screens in the order of the catalogue. */
export function listMenu(
  t: Translate,
  screens: Readonly<Record<string, Screen>> = SCREENS,
): readonly MenuEntry[] {
  const names = Object.keys(screens).filter((name) => screens[name]?.inMenu === true);
  return [...names.slice(0, 1), ...FORM_WORDS_IN_MENU, ...names.slice(1)].map((word) => ({
    command: t(`chat:menu.${word}.command`),
    description: t(`chat:menu.${word}.description`),
  }));
}
