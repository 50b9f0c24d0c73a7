import { SCREENS } from '../screens/catalogue.ts';
import type { Screen } from '../screens/screen.ts';
import { FORM_WORDS_IN_MENU } from '../talk/words.ts';
import type { Translate } from './context.ts';

/**
 * The menu that a messenger shows: home, the commands of forms, and the other screens in the order of the catalogue. A
 * command has at most 32 characters (`a`–`z`, digits and `_`) and works as if it were typed.
 */
export function listMenu(
  t: Translate,
  screens: Readonly<Record<string, Screen>> = SCREENS,
): readonly { command: string; description: string }[] {
  const names = Object.keys(screens).filter((name) => screens[name]?.inMenu === true);
  return [...names.slice(0, 1), ...FORM_WORDS_IN_MENU, ...names.slice(1)].map((word) => ({
    command: t(`chat:menu.${word}.command`),
    description: t(`chat:menu.${word}.description`),
  }));
}
