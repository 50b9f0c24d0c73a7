import { expect, test } from 'vitest';
import type { Input } from '../../../handlers/ports.ts';
import type { Review } from '../../../handlers/queries/reviews.ts';
import { homeFacts } from '../../support/answer-in-memory.ts';
import { choicesStep, flowOf, plainStep, textStep } from '../../support/flows.ts';
import { begun, newConversation, nextYear, REVIEW, reviewOf } from '../../support/new-conversation.ts';

test('a second tap on the same card is the same tap: a short word, and nothing happens twice', () => {
  const person = begun();
  const card = person.card();
  person.press(card, 0, 1);
  const answered = person.answers();
  const again = person.press(card, 1, 2);
  expect(again).toMatchObject({ toast: 'already-taken', outputs: [], draft: null });
  expect(person.answers()).toEqual(answered);
});

test('a tap that brings a lost conversation back is never passed over: it may be another one than the copy knows', () => {
  const person = begun();
  const card = person.card();
  person.press(card, 0, 1);
  person.lose();
  expect(person.press(card, 1, 2).outputs).toMatchObject([
    { output: { type: 'restored' } },
    { output: { type: 'question', step: 'politics' } },
  ]);
});

test('what is written into a conversation that had to be brought back is asked about, once', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  person.lose();
  expect(person.write('viết tiếp ý này', 2).outputs.at(-1)).toMatchObject({
    output: { type: 'unconfirmed' },
  });
  expect(person.answers()).not.toHaveProperty('politics');
  person.press(person.card(), 0, 3);
  expect(person.write('và một ý nữa', 4).outputs.at(-1)).toMatchObject({ output: { type: 'saved' } });
});

test('a button of an old card has no effect, and the present card is shown again', () => {
  const person = begun();
  const card = person.card();
  person.press(card, 0, 1);
  const answered = person.answers();
  const stale = person.press(card, 1, 60);
  expect(stale.toast).toBe('stale');
  expect(stale.outputs).toMatchObject([{ output: { type: 'question', step: 'politics' } }]);
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
  expect(person.press(person.card(), 99).toast).toBe('stale');
});

test('a button that is over shows the screen again where one is, and not home', () => {
  const person = begun();
  person.write('quyền riêng tư', 3);
  expect(person.act({ type: 'press', handle: `${'x'.repeat(22)}0` }, 60)).toMatchObject({
    toast: 'stale',
    outputs: [{ output: { type: 'screen', screen: 'privacy' } }],
  });
});

test('the same card pressed again changes in place, another one is a new message', () => {
  const person = begun();
  const home = newConversation();
  home.write('menu');
  const first = home.card();
  const question = home.press(first, 0);
  expect(question.outputs.at(-1)?.replaces).toBeNull();
  const card = person.card();
  const overview = person.write('tổng quan');
  expect(overview.outputs.at(-1)).toMatchObject({ output: { type: 'overview' }, replaces: null });
  expect(card).not.toBe(person.card());
});

test('text outside of a question is never stored, and that is said', () => {
  const person = begun();
  person.write('menu');
  const response = person.write('một đoạn văn');
  expect(response.draft).toBeNull();
  expect(response.outputs).toMatchObject([
    { output: { type: 'screen', screen: 'home', problem: { code: 'not-stored' } } },
  ]);
});

test.each([{ next: nextYear() }, { next: null }])(
  'what is written into a question of a cycle that has ended is told not to be stored, and the next year begins anew: $next.cycle.year',
  ({ next }) => {
    const options: { review?: Review | null } = { review: REVIEW };
    const person = begun(options);
    person.write('1');
    options.review = next;
    const standing = next === null ? null : { started: false, year: 2027 };
    const card = person.card();
    const told = person.write('Tôi đã học đủ bốn nghị quyết trong năm.');
    expect(told).toMatchObject({ draft: null, refused: true });
    expect(told.outputs).toMatchObject([
      {
        output: {
          type: 'screen',
          screen: 'home',
          facts: homeFacts(standing),
          problem: { code: 'closed-meanwhile' },
        },
      },
    ]);
    expect(person.press(card, 0, 60)).toMatchObject({
      draft: null,
      outputs: [{ output: { type: 'screen', screen: 'home', facts: homeFacts(standing) } }],
    });
  },
);

test('a button of a cycle that has ended does nothing in the next one', () => {
  const options: { review?: Review | null } = { review: REVIEW };
  const person = begun(options);
  options.review = nextYear();
  expect(person.press(person.card(), 0)).toMatchObject({
    draft: null,
    outputs: [{ output: { type: 'screen', screen: 'home' } }],
  });
  expect(person.press(person.card(), 0).outputs).toMatchObject([
    { output: { type: 'question', step: 'level' } },
  ]);
});

test('words count on every channel, in both languages, with or without diacritics, but only as a whole message', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  expect(person.write('TONG QUAN').outputs).toMatchObject([{ output: { type: 'overview' } }]);
  expect(person.write('resume').outputs).toMatchObject([{ output: { type: 'question', step: 'politics' } }]);
  expect(person.write('xong việc này tôi sẽ học tiếp').outputs).toMatchObject([
    { output: { type: 'saved' } },
  ]);
  expect(person.write('xong').outputs).toMatchObject([{ output: { type: 'question', step: 'rank' } }]);
});

test('a number picks the option of the newest card', () => {
  const person = begun();
  person.write('2');
  expect(person.answers()).toMatchObject({ level: { kind: 'choice', value: expect.any(String) } });
});

test('[D8 part] somebody whom no review asks is told so and can do no harm', () => {
  const person = newConversation({ review: null });
  expect(person.write('menu').outputs).toMatchObject([
    { output: { type: 'screen', screen: 'home', facts: homeFacts(null) } },
  ]);
  expect(person.write('nộp').outputs).toMatchObject([
    { output: { type: 'screen', screen: 'home', facts: homeFacts(null) } },
  ]);
});

test('a list that is turned changes in place; another card is a new message', () => {
  const person = newConversation();
  person.write('ngôn ngữ');
  const card = person.card();
  expect(person.press(card, 1).outputs.at(-1)?.replaces).toBeNull();
  const question = begun();
  question.write('tổng quan');
  const overview = question.card();
  question.press(overview, 0);
  question.write('tổng quan');
  expect(question.card()).not.toBe(overview);
});

test('a voice message is answered once, however many follow, and again after something else', () => {
  const person = begun();
  const voice: Input = { type: 'unsupported', kind: 'voice' };
  expect(person.act(voice).outputs).toMatchObject([
    { output: { type: 'unsupported', kind: 'voice' }, card: null },
  ]);
  expect(person.act(voice).outputs).toEqual([]);
  expect(person.act({ type: 'unsupported', kind: 'sticker' }).outputs).toEqual([]);
  person.press(person.card(), 0, 1);
  expect(person.act(voice).outputs).toHaveLength(1);
});

test('an album is told of once: its files change one card, or are refused once', () => {
  const withFiles = reviewOf(flowOf([plainStep('attachment', 'proof', { max: 5 } as object)]));
  const person = begun({ review: withFiles });
  const photo = (id: string): Input => ({ type: 'file', id, name: `${id}.jpg`, album: 'a1' });
  const first = person.act(photo('1'));
  expect(first.outputs).toMatchObject([{ output: { type: 'question' }, replaces: null }]);
  const card = person.card();
  expect(person.act(photo('2')).outputs).toMatchObject([{ output: { type: 'question' }, replaces: card }]);
  expect(person.answers()).toMatchObject({ proof: { files: [{ id: '1' }, { id: '2' }] } });

  const elsewhere = begun();
  expect(elsewhere.act(photo('1')).outputs).toMatchObject([
    { output: { problem: { code: 'no-file-here' } } },
  ]);
  expect(elsewhere.act(photo('2')).outputs).toEqual([]);
  expect(elsewhere.act({ ...photo('3'), album: 'a2' } as Input).outputs).toHaveLength(1);
});

test('photos are named by their place, and one that comes before its question is told which question takes it', () => {
  const flow = flowOf([textStep('politics'), plainStep('attachment', 'proof', { max: 5 } as object)]);
  const person = begun({ review: reviewOf(flow) });
  const photo = (id: string): Input => ({ type: 'file', id });
  expect(person.act(photo('0')).outputs).toMatchObject([
    { output: { problem: { code: 'no-file-yet', details: { step: 'proof' } } } },
  ]);
  person.write('Một câu trả lời đủ dài');
  person.write('xong');
  person.act({ type: 'file', id: '1', name: 'don.pdf' });
  for (const id of ['2', '3']) person.act(photo(id));
  expect(person.answers()).toMatchObject({
    proof: { files: [{ name: 'don.pdf' }, { id: '2', name: 'Ảnh 2.jpg' }, { id: '3', name: 'Ảnh 3.jpg' }] },
  });
  person.write('menu');
  expect(person.act(photo('4')).outputs).toMatchObject([
    { output: { problem: { code: 'file-not-stored' } } },
  ]);
  person.act({ type: 'command', name: 'donvi' });
  expect(person.act(photo('5')).outputs).toMatchObject([
    { output: { problem: { code: 'paper-not-stored' } } },
  ]);
});

test('that words under a file are not kept is said, on a card that stays', () => {
  const withFiles = reviewOf(flowOf([plainStep('attachment', 'proof', { max: 5 } as object)]));
  const person = begun({ review: withFiles });
  const photo: Input = { type: 'file', id: '1', name: '1.jpg', album: 'a1' };
  const told = person.act({ ...photo, captioned: true });
  expect(told.outputs).toMatchObject([{ output: { problem: { code: 'caption-not-kept' } }, replaces: null }]);
  const card = person.card();
  expect(person.act({ ...photo, id: '2' }).outputs).toMatchObject([
    { output: { type: 'question' }, replaces: null },
  ]);
  expect(person.card()).not.toEqual(card);
  expect(person.act({ ...photo, id: '3', captioned: true }).outputs).toHaveLength(1);
  expect(person.answers()).toMatchObject({ proof: { files: [{ id: '1' }, { id: '2' }, { id: '3' }] } });

  const elsewhere = begun();
  expect(elsewhere.act({ ...photo, captioned: true }).outputs).toMatchObject([
    { output: { problem: { code: 'no-file-here' } } },
  ]);
  expect(elsewhere.act({ ...photo, id: '2' }).outputs).toEqual([]);
});

test('an edited message finds its answer only in the chat that it was sent in', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  person.act({ type: 'text', text: 'câu trả lời cũ', message: '7' });
  const edited = person.act({ type: 'edited', text: 'mới', message: '7' });
  expect(edited.outputs).toMatchObject([{ output: { type: 'edited', step: 'politics' }, card: null }]);
  expect(person.act({ type: 'edited', text: 'x', message: '8' }).outputs).toMatchObject([
    { output: { problem: { code: 'edit-not-an-answer' } } },
  ]);
});

test('privacy, what is held, and erasing are reached by word, by command and by button', () => {
  const person = newConversation();
  expect(person.write('riêng tư').outputs).toMatchObject([{ output: { type: 'screen', screen: 'privacy' } }]);
  expect(person.press(person.card(), 0).outputs).toMatchObject([
    { output: { type: 'screen', screen: 'data' } },
  ]);
  expect(person.act({ type: 'command', name: 'xoa' }).outputs).toMatchObject([
    { output: { type: 'screen', screen: 'erase' } },
  ]);
  const unlinked = person.press(person.card(), 0);
  expect(unlinked).toMatchObject({ outputs: [{ output: { type: 'unlinked' } }], unlinks: true });
});

test('an invitation opened where a chat is bound already changes nothing', () => {
  const person = begun();
  const again = person.act({ type: 'command', name: 'start', argument: 'KMPT4829HNVC3071' });
  expect(again).toMatchObject({
    draft: null,
    outputs: [{ output: { problem: { code: 'linked-already' } } }],
  });
});

test('words that are no answer where they were written are told to the channel, so that they can be written again', () => {
  const person = begun();
  expect(person.write('chẳng mục nào').refused).toBe(true);
  person.press(person.card(), 0, 1);
  expect(person.write('Tôi tự đánh giá', 2).refused).toBeUndefined();
  expect(person.write('x'.repeat(100_000), 3).refused).toBe(true);
  expect(person.answers().politics).toMatchObject({ parts: [{ length: 15 }] });
});

test('a command that cannot be done is no refused answer, and neither are first words; a first file is', () => {
  expect(newConversation().write('Xin chào').refused).toBeUndefined();
  expect(newConversation().act({ type: 'file', id: 'F', name: 'minh-chung.pdf' }).refused).toBe(true);
  const person = begun();
  expect(person.write('quay lại').outputs).toMatchObject([
    { output: { problem: { code: 'first-question' } } },
  ]);
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
  expect(album.map((response) => response.outputs.length)).toEqual([1, 0]);
  expect(album.map((response) => response.refused)).toEqual([true, true]);
});

test('a warning that follows its question only names it again; after something else the question is asked in full', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  const warned = person.write('xong', 2).outputs.at(-1);
  expect(warned).toMatchObject({ output: { type: 'question', problem: {}, brief: true }, replaces: null });
  expect(person.write('xong', 3).outputs.at(-1)).toMatchObject({ output: { brief: true } });
  person.write('Năm qua tôi luôn giữ vững lập trường.', 4);
  expect(person.write('sửa', 5).outputs.at(-1)).toMatchObject({ output: { problem: {}, brief: true } });
  person.write('trợ giúp', 6);
  expect(person.write('sửa', 7).outputs.at(-1)?.output).not.toHaveProperty('brief');
  expect(person.write('làm tiếp', 8).outputs.at(-1)?.output).not.toHaveProperty('brief');
});

test('a warning that takes the place of its question on the screen asks it in full', () => {
  const person = begun({ review: reviewOf(flowOf([choicesStep('signs', { min: 2 })])) });
  person.press(person.card(), 0, 1);
  const next = person.press(person.card(), 4, 2).outputs.at(-1);
  expect(next).toMatchObject({ output: { problem: { code: 'too-few' } }, replaces: expect.any(String) });
  expect(next?.output).not.toHaveProperty('brief');
});

test('a warning to somebody who was away for long asks the question in full', () => {
  const person = begun();
  person.press(person.card(), 0, 1);
  person.write('xong', 2);
  expect(person.write('bỏ qua', 24 * 60 * 60).outputs.at(-1)?.output).not.toHaveProperty('brief');
});
