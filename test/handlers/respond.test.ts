import { expect, test } from 'vitest';
import { loadLocales } from '../../bot/i18n.ts';
import type { Flow } from '../../flows/definition.ts';
import { applyResult } from '../../flows/engine.ts';
import { start } from '../../flows/start.ts';
import type { Conversation } from '../../handlers/conversation.ts';
import { toHandle } from '../../handlers/handle.ts';
import type { Input } from '../../handlers/ports.ts';
import { respond } from '../../handlers/respond.ts';
import type { Review } from '../../handlers/reviews.ts';
import type { Response } from '../../handlers/situation.ts';
import { choiceStep, choicesStep, flowOf, plainStep, textStep } from '../support/flows.ts';

const { vocabulary } = await loadLocales();
const flow = flowOf([choiceStep('level'), textStep('politics'), choiceStep('rank')]);
const review = reviewOf(flow);
const START = Date.parse('2026-11-23T02:00:00Z');

function reviewOf(asked: Flow): Review {
  return {
    key: 'self-review:X-2026',
    cycle: { cycle: 'X-2026', year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' },
    flow: asked,
    earlier: () => undefined,
    packOf: () => ({ id: 'sample', version: 'one' }),
  };
}

function nextYear(): Review {
  return { ...review, key: 'self-review:X-2027', cycle: { ...review.cycle, cycle: 'X-2027', year: 2027 } };
}

/** A person at one conversation; `after` is in seconds since the start. */
function meet(options: { review?: Review | null } = {}) {
  let restoredFrom: Date | undefined;
  let conversation: Conversation = { id: 'person:A', revision: 0, head: null, flow: null };
  let cards = 0;
  const act = (input: Input, after = 0): Response => {
    cards += 1;
    const at = new Date(START + after * 1000).toISOString();
    const response = respond({
      conversation,
      review: options.review === undefined ? review : options.review,
      event: { at, input, address: { channel: 'any', chat: 'A' } },
      vocabulary,
      promptId: String(cards).padStart(22, '0'),
      ...(restoredFrom === undefined ? {} : { restoredFrom }),
    });
    restoredFrom = undefined;
    const before = conversation.flow?.state ?? start(options.review?.flow ?? flow, at);
    conversation = {
      ...conversation,
      revision: conversation.revision + 1,
      head: response.head,
      flow:
        response.flow === null
          ? conversation.flow
          : { key: response.flow.key, state: applyResult(before, response.flow.result) },
    };
    return response;
  };
  const prompt = () => conversation.head?.prompt?.id ?? '';
  return {
    write: (text: string, after?: number) => act({ type: 'text', text }, after),
    press: (id: string, place: number, after?: number) =>
      act({ type: 'press', handle: toHandle(id, place) }, after),
    act,
    prompt,
    /** What comes next finds that the conversation has to be brought back. */
    lose() {
      restoredFrom = new Date(START);
    },
    answers: () => conversation.flow?.state.answers ?? {},
  };
}

function begun(options: { review?: Review | null } = {}) {
  const person = meet(options);
  person.write('menu');
  person.press(person.prompt(), 0);
  return person;
}

test('a second tap on the same card is the same tap: a short word, and nothing happens twice', () => {
  const person = begun();
  const card = person.prompt();
  person.press(card, 0, 1);
  const answered = person.answers();
  const again = person.press(card, 1, 2);
  expect(again).toMatchObject({ toast: 'already-taken', says: [], flow: null });
  expect(person.answers()).toEqual(answered);
});

test('a tap that brings a lost conversation back is never passed over: it may be another one than the copy knows', () => {
  const person = begun();
  const card = person.prompt();
  person.press(card, 0, 1);
  person.lose();
  expect(person.press(card, 1, 2).says).toMatchObject([
    { say: { type: 'restored' } },
    { say: { type: 'question', step: 'politics' } },
  ]);
});

test('what is written into a conversation that had to be brought back is asked about, once', () => {
  const person = begun();
  person.press(person.prompt(), 0, 1);
  person.lose();
  expect(person.write('viết tiếp ý này', 2).says.at(-1)).toMatchObject({ say: { type: 'late' } });
  expect(person.answers()).not.toHaveProperty('politics');
  person.press(person.prompt(), 0, 3);
  expect(person.write('và một ý nữa', 4).says.at(-1)).toMatchObject({ say: { type: 'saved' } });
});

test('a button of an old card has no effect, and the present card is shown again', () => {
  const person = begun();
  const card = person.prompt();
  person.press(card, 0, 1);
  const answered = person.answers();
  const stale = person.press(card, 1, 60);
  expect(stale.toast).toBe('stale');
  expect(stale.says).toMatchObject([{ say: { type: 'question', step: 'politics' } }]);
  expect(person.answers()).toEqual(answered);
});

test.each(['x', '', '9'.repeat(25), `${'a'.repeat(22)}0`, '__proto__'])(
  'a handle that was never given out to this person has no effect: %j',
  (handle) => {
    const person = begun();
    expect(person.act({ type: 'press', handle }, 1).toast).toBe('stale');
    expect(person.answers()).toEqual({});
  },
);

test('a place that the card does not have has no effect', () => {
  const person = begun();
  expect(person.press(person.prompt(), 99).toast).toBe('stale');
});

test('the same card pressed again changes in place, another one is a new message', () => {
  const person = begun();
  const home = meet();
  home.write('menu');
  const first = home.prompt();
  const question = home.press(first, 0);
  expect(question.says.at(-1)?.replaces).toBeNull();
  const card = person.prompt();
  const overview = person.write('tổng quan');
  expect(overview.says.at(-1)).toMatchObject({ say: { type: 'overview' }, replaces: null });
  expect(card).not.toBe(person.prompt());
});

test('text outside of a question is never stored, and that is said', () => {
  const person = begun();
  person.write('menu');
  const response = person.write('một đoạn văn');
  expect(response.flow).toBeNull();
  expect(response.says).toMatchObject([{ say: { type: 'home', problem: { code: 'not-stored' } } }]);
});

test.each([{ next: nextYear() }, { next: null }])(
  'what is written into a question of a cycle that has ended is told not to be stored, and the next year begins anew: $next.key',
  ({ next }) => {
    const options: { review?: Review | null } = { review };
    const person = begun(options);
    person.write('1');
    options.review = next;
    const standing = next === null ? null : { started: false, year: 2027 };
    const card = person.prompt();
    const told = person.write('Tôi đã học đủ bốn nghị quyết trong năm.');
    expect(told).toMatchObject({ flow: null, refused: true });
    expect(told.says).toMatchObject([{ say: { type: 'home', standing, problem: { code: 'not-stored' } } }]);
    expect(person.press(card, 0, 60)).toMatchObject({
      flow: null,
      says: [{ say: { type: 'home', standing } }],
    });
  },
);

test('a button of a cycle that has ended does nothing in the next one', () => {
  const options: { review?: Review | null } = { review };
  const person = begun(options);
  options.review = nextYear();
  expect(person.press(person.prompt(), 0)).toMatchObject({ flow: null, says: [{ say: { type: 'home' } }] });
  expect(person.press(person.prompt(), 0).says).toMatchObject([{ say: { type: 'question', step: 'level' } }]);
});

test('words count on every channel, in both languages, with or without diacritics, but only as a whole message', () => {
  const person = begun();
  person.press(person.prompt(), 0, 1);
  expect(person.write('TONG QUAN').says).toMatchObject([{ say: { type: 'overview' } }]);
  expect(person.write('resume').says).toMatchObject([{ say: { type: 'question', step: 'politics' } }]);
  expect(person.write('xong việc này tôi sẽ học tiếp').says).toMatchObject([{ say: { type: 'saved' } }]);
  expect(person.write('xong').says).toMatchObject([{ say: { type: 'question', step: 'rank' } }]);
});

test('a number picks the option of the newest card', () => {
  const person = begun();
  person.write('2');
  expect(person.answers()).toMatchObject({ level: { kind: 'choice', value: expect.any(String) } });
});

test('[D8] somebody whom no review asks is told so and can do no harm', () => {
  const person = meet({ review: null });
  expect(person.write('menu').says).toMatchObject([{ say: { type: 'home', standing: null } }]);
  expect(person.write('nộp').says).toMatchObject([{ say: { type: 'home', standing: null } }]);
});

test('a list that is turned changes in place; another card is a new message', () => {
  const person = meet();
  person.write('ngôn ngữ');
  const card = person.prompt();
  expect(person.press(card, 1).says.at(-1)?.replaces).toBeNull();
  const question = begun();
  question.write('tổng quan');
  const overview = question.prompt();
  question.press(overview, 0);
  question.write('tổng quan');
  expect(question.prompt()).not.toBe(overview);
});

test('a voice message is answered once, however many follow, and again after something else', () => {
  const person = begun();
  const voice: Input = { type: 'unsupported', kind: 'voice' };
  expect(person.act(voice).says).toMatchObject([
    { say: { type: 'unsupported', kind: 'voice' }, prompt: null },
  ]);
  expect(person.act(voice).says).toEqual([]);
  expect(person.act({ type: 'unsupported', kind: 'sticker' }).says).toEqual([]);
  person.press(person.prompt(), 0, 1);
  expect(person.act(voice).says).toHaveLength(1);
});

test('an album is told of once: its files change one card, or are refused once', () => {
  const withFiles = reviewOf(flowOf([plainStep('attachment', 'proof', { max: 5 } as object)]));
  const person = begun({ review: withFiles });
  const photo = (id: string): Input => ({ type: 'file', id, name: `${id}.jpg`, album: 'a1' });
  const first = person.act(photo('1'));
  expect(first.says).toMatchObject([{ say: { type: 'question' }, replaces: null }]);
  const card = person.prompt();
  expect(person.act(photo('2')).says).toMatchObject([{ say: { type: 'question' }, replaces: card }]);
  expect(person.answers()).toMatchObject({ proof: { files: [{ id: '1' }, { id: '2' }] } });

  const elsewhere = begun();
  expect(elsewhere.act(photo('1')).says).toMatchObject([{ say: { problem: { code: 'no-file-here' } } }]);
  expect(elsewhere.act(photo('2')).says).toEqual([]);
  expect(elsewhere.act({ ...photo('3'), album: 'a2' } as Input).says).toHaveLength(1);
});

test('that words under a file are not kept is said, on a card that stays', () => {
  const withFiles = reviewOf(flowOf([plainStep('attachment', 'proof', { max: 5 } as object)]));
  const person = begun({ review: withFiles });
  const photo: Input = { type: 'file', id: '1', name: '1.jpg', album: 'a1' };
  const told = person.act({ ...photo, captioned: true });
  expect(told.says).toMatchObject([{ say: { problem: { code: 'caption-not-kept' } }, replaces: null }]);
  const card = person.prompt();
  expect(person.act({ ...photo, id: '2' }).says).toMatchObject([
    { say: { type: 'question' }, replaces: null },
  ]);
  expect(person.prompt()).not.toEqual(card);
  expect(person.act({ ...photo, id: '3', captioned: true }).says).toHaveLength(1);
  expect(person.answers()).toMatchObject({ proof: { files: [{ id: '1' }, { id: '2' }, { id: '3' }] } });

  const elsewhere = begun();
  expect(elsewhere.act({ ...photo, captioned: true }).says).toMatchObject([
    { say: { problem: { code: 'no-file-here' } } },
  ]);
  expect(elsewhere.act({ ...photo, id: '2' }).says).toEqual([]);
});

test('an edited message finds its answer only in the chat that it was sent in', () => {
  const person = begun();
  person.press(person.prompt(), 0, 1);
  person.act({ type: 'text', text: 'câu trả lời cũ', message: '7' });
  const edited = person.act({ type: 'edited', text: 'mới', message: '7' });
  expect(edited.says).toMatchObject([{ say: { type: 'edited', step: 'politics' }, prompt: null }]);
  expect(person.act({ type: 'edited', text: 'x', message: '8' }).says).toMatchObject([
    { say: { problem: { code: 'edit-not-an-answer' } } },
  ]);
});

test('privacy, what is held, and erasing are reached by word, by command and by button', () => {
  const person = meet();
  expect(person.write('riêng tư').says).toMatchObject([{ say: { type: 'privacy' } }]);
  expect(person.press(person.prompt(), 0).says).toMatchObject([{ say: { type: 'data' } }]);
  expect(person.act({ type: 'command', name: 'xoa' }).says).toMatchObject([{ say: { type: 'erase' } }]);
  const unlinked = person.press(person.prompt(), 0);
  expect(unlinked).toMatchObject({ says: [{ say: { type: 'unlinked' } }], unlinks: true });
});

test('an invitation opened where a chat is bound already changes nothing', () => {
  const person = begun();
  const again = person.act({ type: 'command', name: 'start', argument: 'KMPT4829HNVC3071' });
  expect(again).toMatchObject({ flow: null, says: [{ say: { problem: { code: 'linked-already' } } }] });
});

test('words that are no answer where they were written are told to the channel, so that they can be written again', () => {
  const person = begun();
  expect(person.write('chẳng mục nào').refused).toBe(true);
  person.press(person.prompt(), 0, 1);
  expect(person.write('Tôi tự đánh giá', 2).refused).toBeUndefined();
  expect(person.write('x'.repeat(100_000), 3).refused).toBe(true);
  expect(person.answers().politics).toMatchObject({ parts: [{ length: 15 }] });
});

test('a command that cannot be done is no refused answer, and neither are first words; a first file is', () => {
  expect(meet().write('Xin chào').refused).toBeUndefined();
  expect(meet().act({ type: 'file', id: 'F', name: 'minh-chung.pdf' }).refused).toBe(true);
  const person = begun();
  expect(person.write('quay lại').says).toMatchObject([{ say: { problem: { code: 'first-question' } } }]);
  expect(person.write('quay lại').refused).toBeUndefined();
  person.write('menu');
  expect(person.write('một câu trả lời').refused).toBe(true);
});

test('a file is refused where none is taken, and beyond the number that is', () => {
  const file = { type: 'file', id: 'F', name: 'minh-chung.pdf' } as const;
  const person = begun({
    review: reviewOf(flowOf([textStep('politics'), plainStep('attachment', 'evidence')])),
  });
  expect(person.act(file).refused).toBe(true);
  person.write('Một câu trả lời đủ dài');
  person.write('xong');
  const refused = [1, 2, 3].map(() => person.act({ ...file, captioned: true }).refused);
  expect(refused).toEqual([undefined, undefined, true]);
  const album = [1, 2].map(() => person.act({ ...file, album: 'a' }));
  expect(album.map((response) => response.says.length)).toEqual([1, 0]);
  expect(album.map((response) => response.refused)).toEqual([true, true]);
});

test('a warning that follows its question only names it again; after something else the question is asked in full', () => {
  const person = begun();
  person.press(person.prompt(), 0, 1);
  const warned = person.write('xong', 2).says.at(-1);
  expect(warned).toMatchObject({ say: { type: 'question', problem: {}, brief: true }, replaces: null });
  expect(person.write('xong', 3).says.at(-1)).toMatchObject({ say: { brief: true } });
  person.write('Năm qua tôi luôn giữ vững lập trường.', 4);
  expect(person.write('sửa', 5).says.at(-1)).toMatchObject({ say: { problem: {}, brief: true } });
  person.write('trợ giúp', 6);
  expect(person.write('sửa', 7).says.at(-1)?.say).not.toHaveProperty('brief');
  expect(person.write('làm tiếp', 8).says.at(-1)?.say).not.toHaveProperty('brief');
});

test('a warning that takes the place of its question on the screen asks it in full', () => {
  const person = begun({ review: reviewOf(flowOf([choicesStep('signs', { min: 2 })])) });
  person.press(person.prompt(), 0, 1);
  const next = person.press(person.prompt(), 4, 2).says.at(-1);
  expect(next).toMatchObject({ say: { problem: { code: 'too-few' } }, replaces: expect.any(String) });
  expect(next?.say).not.toHaveProperty('brief');
});

test('a warning to somebody who was away for long asks the question in full', () => {
  const person = begun();
  person.press(person.prompt(), 0, 1);
  person.write('xong', 2);
  expect(person.write('bỏ qua', 24 * 60 * 60).says.at(-1)?.say).not.toHaveProperty('brief');
});
