import { expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { LANGUAGES } from '../../../flows/forms/definition.ts';
import { SCREEN_NAMES, SCREENS } from '../../../handlers/screens/catalogue.ts';
import { defineScreen, type Screen } from '../../../handlers/screens/screen.ts';
import { findCommand } from '../../../handlers/talk/vocabulary.ts';
import { listMenu } from '../../../handlers/words/menu.ts';
import { mayReadGuide } from '../../../models/policies/conversation.ts';

const { translator, vocabulary } = await loadLocales();

test.each(LANGUAGES)(
  'everything in the menu in %s is understood when it is typed, and leads there',
  (language) => {
    const menu = listMenu(translator(language));
    const actions = menu.map(({ command }) => findCommand(command, { vocabulary, card: undefined }));
    const listed = SCREEN_NAMES.filter((name) => (SCREENS[name] as Screen).inMenu === true);
    const wanted = listed.map((screen) => ({ do: 'open', screen }));
    const [home, ...others] = wanted;
    expect(actions).toMatchObject(
      [home, { do: 'begin' }, { do: 'overview' }, { do: 'begin', form: 'report-difficulty' }, ...others].map(
        (action) => ({ action }),
      ),
    );
  },
);

test.each(LANGUAGES)('the menu in %s is one that messengers take', (language) => {
  const menu = listMenu(translator(language));
  for (const { command, description } of menu) {
    expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
    expect(description).toMatch(/^.{1,100}$/);
  }
  expect(new Set(menu.map(({ command }) => command)).size).toBe(menu.length);
});

test('a new screen that is in the menu, and none that is not, is listed after the others', () => {
  const one = {
    ...{ policy: mayReadGuide, load: () => null, offers: () => ({ actions: [] }), blocks: () => [] },
  };
  const screens = {
    ...SCREENS,
    agenda: defineScreen<null>({ ...one, inMenu: true }),
    hidden: defineScreen<null>(one),
  };
  const words = { 'chat:menu.agenda.command': 'lich', 'chat:menu.agenda.description': 'Lịch kiểm điểm' };
  const menu = listMenu((key) => words[key as keyof typeof words] ?? key, screens);
  expect(menu.at(-1)).toEqual({ command: 'lich', description: 'Lịch kiểm điểm' });
  expect(menu).toHaveLength(listMenu((key) => key).length + 1);
});
