import { describe, expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { LANGUAGES } from '../../../flows/forms/definition.ts';
import { FORMS } from '../../../handlers/forms/catalogue.ts';
import type { BotAction } from '../../../handlers/talk/bot-action.ts';
import type { Card } from '../../../handlers/talk/conversation.ts';
import type { BotOutput } from '../../../handlers/talk/output.ts';
import { findCommand, wordOf } from '../../../handlers/talk/vocabulary.ts';
import { presentButtons } from '../../../handlers/words/buttons.ts';
import { flowOf } from '../../support/flows.ts';

const { vocabulary, translator } = await loadLocales();

/** Begun elsewhere than on the card of somebody. */
const OWN_FORMS = [
  'self-review',
  'report-difficulty',
  'answer-difficulty',
  'answer-for',
  'withdraw-answered-for',
];

function cardOf(output: BotOutput, actions: readonly BotAction[]): Card {
  const words = actions.map((action) => wordOf(action, output));
  return { id: 'c', shows: { screen: 'home' }, subject: 's', at: '', choices: [], actions, words };
}

test.each(['tiếp tục', 'tiếp', 'continue'])(
  '%j goes on with the review where that is what is offered',
  (typed) => {
    const actions: BotAction[] = [{ do: 'review', page: 0 }, { do: 'resume' }, { do: 'overview', page: 0 }];
    const left = { type: 'left', answered: 1, total: 3, skipped: 0, missing: 2, answeredParts: 1, parts: 3 };
    const output = { ...left, choices: [], actions } as BotOutput;
    const card = cardOf(output, actions);
    expect(findCommand(typed, { vocabulary, card })).toEqual({ action: { do: 'resume' } });
  },
);

test.each(['Thử lại', 'thu lai', 'try again'])(
  '%j opens a screen once more that could not be loaded',
  (typed) => {
    const again: BotAction = { do: 'open', screen: 'data' };
    const actions: BotAction[] = [again, { do: 'open', screen: 'home' }];
    const output = {
      type: 'screen',
      screen: 'data',
      facts: null,
      withheld: 'unavailable',
      choices: [],
      actions,
    } as BotOutput;
    const card = cardOf(output, actions);
    expect(findCommand(typed, { vocabulary, card })).toEqual({ action: again });
    const shown = presentButtons(output, {
      ...{ language: 'vi', t: translator('vi'), flow: flowOf([]), now: new Date(), texts: new Map() },
      ...{ card: 'c', form: null, due: null, takesFiles: true, invitationLinks: () => [] },
    });
    expect(shown.actions[0]).toMatchObject({ label: 'Thử lại', word: 'thử lại' });
  },
);

test.each([
  ['Mỗi dòng một mục', 'split-text'],
  ['mỗi dòng', 'split-text'],
  ['each line', 'split-text'],
  ['Cả đoạn là 1 mục', 'keep-text'],
  ['cả đoạn', 'keep-text'],
  ['một mục', 'keep-text'],
  ['all of it', 'keep-text'],
])('%j says how a pasted list is kept', (typed, meant) => {
  const actions: BotAction[] = [{ do: 'split-text' }, { do: 'keep-text' }, { do: 'drop-text' }];
  const place = { step: 'promises', number: 1, total: 1, part: 1, parts: 1 };
  const output = {
    type: 'unconfirmed',
    asks: 'lines',
    text: [],
    items: 2,
    ...place,
    choices: [],
    actions,
  } as BotOutput;
  const card = cardOf(output, actions);
  expect(findCommand(typed, { vocabulary, card })).toEqual({ action: { do: meant } });
});

test.each([
  ['không', 'resume'],
  ['no', 'resume'],
  ['giữ lại', 'resume'],
  ['No, keep it', 'resume'],
  ['đồng ý', 'confirm-withdrawal'],
  ['I agree', 'confirm-withdrawal'],
  ['có', 'confirm-withdrawal'],
  ['yes', 'confirm-withdrawal'],
])('%j answers whether what was handed in is withdrawn', (typed, meant) => {
  const actions: BotAction[] = [{ do: 'confirm-withdrawal' }, { do: 'resume' }];
  const output: BotOutput = { type: 'withdraw', submission: 1, choices: [], actions: actions as never };
  const card = cardOf(output, actions);
  expect(findCommand(typed, { vocabulary, card })).toEqual({ action: { do: meant } });
  const shown = presentButtons(output, {
    ...{ language: 'vi', t: translator('vi'), flow: flowOf([]), now: new Date(), texts: new Map() },
    ...{ card: 'c', form: null, due: null, takesFiles: true, invitationLinks: () => [] },
  });
  expect(shown.actions.map(({ word }) => word)).toEqual(['đồng ý rút', 'giữ lại']);
});

test.each(['gửi', 'Gửi luôn', 'gui di', 'send', 'Send it', 'Gửi phản ánh', 'nộp'])(
  '%j sends what is written, as it hands in a review',
  (typed) => {
    const actions: BotAction[] = [{ do: 'submit' }, { do: 'overview', page: 0 }];
    const review = { type: 'review', page: 0, pages: 1, items: [], missing: 0, choices: [], actions };
    const card = cardOf(review as BotOutput, actions);
    expect(findCommand(typed, { vocabulary, card })).toEqual({ action: { do: 'submit' } });
  },
);

test.each(['hủy', 'cancel', 'bỏ', 'no'])('%j drops a text that waits to be kept', (typed) => {
  const actions: BotAction[] = [{ do: 'keep-text' }, { do: 'drop-text' }];
  const output = { type: 'unconfirmed', asks: 'few', text: [], items: 0, choices: [], actions } as object;
  const card = cardOf(output as BotOutput, actions);
  expect(findCommand(typed, { vocabulary, card })).toEqual({ action: { do: 'drop-text' } });
});

describe('on the card of somebody', () => {
  const member = 'LG24';
  /** Acts whose buttons have other words in some cases. */
  const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
    'invite-person': ['invite-first', 'invite-new-phone'],
    'start-membership': ['stay-in-unit'],
    'end-membership': ['change-leaving'],
    'end-temporary-membership': ['change-temporary-end'],
    'end-post': ['change-post-end', 'end-or-undo-post'],
    'name-delegate': ['name-delegate-for'],
  };
  const acts = Object.keys(FORMS).filter((form) => !OWN_FORMS.includes(form));

  test.each(acts)('the words of each button of %s begin it', (form) => {
    const actions: BotAction[] = acts.map((one) => ({ do: 'begin', form: one, params: { member } }));
    const output = { type: 'screen', screen: 'unit-person', facts: null, choices: [], actions } as BotOutput;
    const shows = { screen: 'unit-person', params: { member } };
    const card = { ...cardOf(output, actions), shows };
    for (const language of LANGUAGES) {
      const t = translator(language);
      const labels = [form, ...(OTHERWISE[form] ?? [])].map((name) =>
        t(`chat:actions.${name}`, { number: 1 }),
      );
      for (const typed of labels) {
        const found = findCommand(typed, { vocabulary, card });
        expect([typed, found]).toEqual([typed, { action: { do: 'begin', form, params: { member } } }]);
      }
    }
  });

  test.each([
    ['thôi chức vụ', 'end-post'],
    ['giữ chức vụ', 'start-post'],
    ['thu lại bản giấy số 1', 'withdraw-paper'],
    ['thu lai ban giay so 1', 'withdraw-paper'],
    ['thu lại bản giấy', 'withdraw-paper'],
  ])('%j begins %s', (typed, form) => {
    const actions: BotAction[] = acts.map((one) => ({ do: 'begin', form: one, params: { member } }));
    const output = { type: 'screen', screen: 'unit-person', facts: null, choices: [], actions } as BotOutput;
    const card = { ...cardOf(output, actions), shows: { screen: 'unit-person', params: { member } } };
    expect(findCommand(typed, { vocabulary, card })).toMatchObject({ action: { do: 'begin', form } });
  });

  test('“rút bản nộp thay” is about them, offered or not; elsewhere about oneself', () => {
    const output = { type: 'screen', screen: 'unit-person', facts: null, choices: [], actions: [] } as object;
    const bare = cardOf(output as BotOutput, []);
    const card = { ...bare, shows: { screen: 'unit-person', params: { member } } };
    const forThem = { action: { do: 'begin', form: 'withdraw-for-member', params: { member } } };
    expect(findCommand('rút bản nộp thay', { vocabulary, card })).toEqual(forThem);
    const at = { form: 'extend-person', member };
    const question = { ...bare, shows: { draft: 'd' } };
    expect(findCommand('rút bản nộp thay', { vocabulary, card: question, at })).toEqual(forThem);
    expect(findCommand('rút bản nộp thay', { vocabulary, card: bare })).toEqual({
      action: { do: 'begin', form: 'withdraw-answered-for' },
    });
  });

  test.each(['xem đồng chí này', 'see this person'])(
    '%j opens their card in an act, and elsewhere the unit',
    (typed) => {
      const at = { form: 'extend-person', member };
      expect(findCommand(typed, { vocabulary, card: undefined, at })).toEqual({
        action: { do: 'open', screen: 'unit-person', params: { member } },
      });
      expect(findCommand(typed, { vocabulary, card: undefined })).toEqual({
        action: { do: 'open', screen: 'unit-people' },
      });
    },
  );

  test('a name with a number is looked for, though it begins with a word', () => {
    const actions: BotAction[] = [{ do: 'open', screen: 'unit-people' }];
    const output = { type: 'screen', screen: 'unit-person', facts: null, choices: [], actions } as BotOutput;
    expect(findCommand('đơn vị số 2', { vocabulary, card: cardOf(output, actions) })).toBeUndefined();
  });
});

describe('before it is handed in', () => {
  const actions: BotAction[] = [
    { do: 'submit' },
    { do: 'overview', page: 0 },
    { do: 'leave' },
    { do: 'cancel' },
  ];
  const edit = (number: number) => ({ do: 'edit', step: `q${number}`, number }) as const;
  const review = (choices: readonly BotAction[]) =>
    ({
      ...{ type: 'review', page: 0, pages: 1, missing: 0, choices, actions },
      items: choices.map((_, index) => ({ step: `q${index + 1}`, number: index + 1, part: 1, parts: 1 })),
    }) as unknown as BotOutput;
  const buttonsOf = (output: BotOutput, form: string, language: 'vi' | 'en' = 'vi') =>
    presentButtons(output, {
      ...{ language, t: translator(language), flow: { ...flowOf([]), isFinal: true as const } },
      ...{ now: new Date(), texts: new Map(), card: 'c', form, due: null, takesFiles: true },
      invitationLinks: () => [],
    });

  test.each(Object.keys(FORMS))('the word that %s offers, its button and “nộp” hand it in', (form) => {
    const output = review([]);
    const card = { ...cardOf(output, actions), shows: { draft: 'd' }, subject: 'review' };
    for (const language of LANGUAGES) {
      const [button] = buttonsOf(output, form, language).actions;
      for (const typed of [button?.word ?? '', button?.label ?? '', 'nộp']) {
        const found = findCommand(typed, { vocabulary, card });
        expect([typed, found]).toEqual([typed, { action: { do: 'submit' } }]);
      }
    }
  });

  test.each(['withdraw-answered-for', 'withdraw-paper', 'withdraw-for-member'])(
    '“rút” hands %s in, and nothing else',
    (form) => {
      const card = { ...cardOf(review([]), actions), shows: { draft: 'd' }, subject: 'review' };
      for (const typed of ['rút', 'rút bản này', 'withdraw']) {
        const found = findCommand(typed, { vocabulary, card, at: { form, member: '' } });
        expect([typed, found]).toEqual([typed, { action: { do: 'submit' } }]);
        const elsewhere = findCommand(typed, { vocabulary, card, at: { form: 'self-review', member: '' } });
        expect(elsewhere).not.toEqual({ action: { do: 'submit' } });
      }
    },
  );

  test.each(['ghi nhận', 'nộp thay', 'tạo mã mời', 'thu lại', 'record it'])(
    '%j leads to the end of the form where one is, and on a screen to no other form',
    (typed) => {
      const shown = { type: 'screen', screen: 'delegation', facts: null, choices: [], actions: [] } as object;
      const card = cardOf(shown as BotOutput, []);
      expect(findCommand(typed, { vocabulary, card })).toEqual({ word: 'submit-act' });
      const question = { ...card, shows: { draft: 'd' } };
      const at = { form: 'extend-person', member: '' };
      expect(findCommand(typed, { vocabulary, card: question, at })).toEqual({ action: { do: 'submit' } });
    },
  );

  test('an act offers its own word', () => {
    const wordOfForm = (form: string) => buttonsOf(review([]), form).actions[0]?.word;
    expect(['withdraw-paper', 'extend-person', 'invite-person', 'self-review'].map(wordOfForm)).toEqual([
      ...['thu lại', 'ghi nhận', 'tạo mã mời', 'nộp'],
    ]);
  });

  test('the number of a question is the only one that is typed for it', () => {
    const output = review([edit(1), edit(2)]);
    expect(buttonsOf(output, 'extend-person').choices).toMatchObject([
      { label: 'Sửa câu 1', numbered: true },
      { label: 'Sửa câu 2', numbered: true },
    ]);
    const later = [edit(6), edit(7)];
    const card = { ...cardOf(review(later), actions), subject: 'review', choices: later };
    expect(findCommand('7', { vocabulary, card })).toEqual({ action: { do: 'edit-number', number: 7 } });
  });

  test.each(['thôi', 'Thôi, không làm nữa', 'đồng ý', 'có', 'leave it', 'yes'])(
    '%j gives an act up where that is asked',
    (typed) => {
      const asked: BotAction[] = [{ do: 'give-up' }, { do: 'resume' }];
      const output = { type: 'cancel', answered: 1, choices: [], actions: asked } as BotOutput;
      const card = { ...cardOf(output, asked), shows: { draft: 'd' }, subject: 'cancel' };
      expect(findCommand(typed, { vocabulary, card })).toEqual({ action: { do: 'give-up' } });
      expect(findCommand('không', { vocabulary, card })).toEqual({ action: { do: 'resume' } });
      expect(buttonsOf(output, 'extend-person').actions).toMatchObject([
        { label: 'Thôi, không làm nữa', word: 'đồng ý', tone: 'danger' },
        { word: 'giữ lại' },
      ]);
    },
  );

  test.each(['thôi', 'hủy'])('%j said twice discards no review', (typed) => {
    const asked: BotAction[] = [{ do: 'discard' }, { do: 'resume' }];
    const output = { type: 'cancel', answered: 1, choices: [], actions: asked } as BotOutput;
    const card = { ...cardOf(output, asked), shows: { draft: 'd' }, subject: 'cancel' };
    expect(findCommand(typed, { vocabulary, card })).toEqual({ word: 'cancel' });
  });
});
