import { expect, test } from 'vitest';
import type { Output } from '../../../flows/engine/events.ts';
import { isLook, look } from '../../../flows/engine/look.ts';
import { flowOf, talkTo, textStep } from '../../support/flows.ts';

const LONG = 'Tự soi, tự sửa. '.repeat(30);
const AT = '2026-12-01T02:00:00Z';
const flow = flowOf(Array.from({ length: 12 }, (_, index) => textStep(`q${index}`)));

/** Somebody who has answered the first two questions, the second at length, and stands at the third. */
function written() {
  const talk = talkTo(flow);
  talk.write('câu trả lời ngắn').press('next').write(LONG).press('next');
  return talk.state;
}

function see(action: { do: 'review'; page: number } | { do: 'read'; step: string }): Output {
  const [card] = look(flow, written(), { type: 'action', action, at: AT }).outputs;
  if (card === undefined) throw new Error('nothing is shown');
  return card;
}

test('the answers of a draft that is not asked for any longer are read page by page; nothing can be changed', () => {
  const card = see({ do: 'review', page: 0 });
  expect(card).toMatchObject({ type: 'review', closed: true, page: 0, pages: 3, missing: 0 });
  expect(card).toMatchObject({ items: [{ step: 'q0' }, { step: 'q1', long: true }, {}, {}, {}] });
  expect(card).toMatchObject({
    choices: [{ do: 'read', step: 'q1' }],
    actions: [
      { do: 'review', page: 0 },
      { do: 'review', page: 1 },
    ],
  });
});

test('a long answer is read in full, and from there the way leads back to its page', () => {
  expect(see({ do: 'read', step: 'q1' })).toMatchObject({
    ...{ type: 'answer', step: 'q1', choices: [], actions: [{ do: 'review', page: 0 }] },
  });
  expect(see({ do: 'read', step: 'gone' })).toMatchObject({ type: 'review', page: 0 });
});

test('reading leaves the draft, and where the person stands in it, exactly as it is', () => {
  const state = written();
  const { facts, cursor, answers, texts, dropped, effects } = look(flow, state, {
    ...{ type: 'action', action: { do: 'review', page: 2 }, at: AT },
  });
  expect({ facts, cursor }).toEqual({ facts: state.draft.facts, cursor: state.cursor });
  expect({ answers, texts, dropped, effects }).toEqual({ answers: {}, texts: [], dropped: [], effects: [] });
});

test('only what asks to read is a look', () => {
  expect(isLook({ type: 'action', action: { do: 'review', page: 0 }, at: AT })).toBe(true);
  expect(isLook({ type: 'action', action: { do: 'submit' }, at: AT })).toBe(false);
  expect(isLook({ type: 'text', text: 'x', at: AT })).toBe(false);
});
