import { expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import type { BotAction } from '../../../handlers/talk/bot-action.ts';
import type { Card } from '../../../handlers/talk/conversation.ts';
import type { BotOutput } from '../../../handlers/talk/output.ts';
import { findCommand, wordOf } from '../../../handlers/talk/vocabulary.ts';
import { presentButtons } from '../../../handlers/words/buttons.ts';
import { flowOf } from '../../support/flows.ts';

const { vocabulary, translator } = await loadLocales();

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
