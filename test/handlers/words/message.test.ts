import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../flows/forms/definition.ts';
import { SCREEN_NAMES } from '../../../handlers/screens/catalogue.ts';
import type { PresentContext } from '../../../handlers/words/context.ts';
import { homeFacts } from '../../support/answer-in-memory.ts';
import { choiceStep, flowOf, sameText } from '../../support/flows.ts';
import { AT, flow, present, presentIn, question } from '../../support/present.ts';

test.each(LANGUAGES)('a receipt in %s tells the day, even on that day', (language) => {
  const standing = { year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20', started: true };
  const progress = { answered: 3, total: 3, skipped: 0, stage: 'handed-in' };
  const submission = { number: 1, at: AT, recordedAt: AT };
  for (const output of [
    { type: 'submitted', submission: 1, at: AT, choices: [], actions: [] },
    { type: 'recorded', submission: 1, at: AT },
    {
      ...{ type: 'screen', screen: 'home', choices: [], actions: [] },
      facts: homeFacts({ ...standing, ...progress, submission }),
    },
  ]) {
    const text = present(output, language)
      .blocks.map((block) => block.text)
      .join('\n');
    expect(text).toMatch(/09:41 (ngày|on) 23\/11\/2026/);
  }
});

test.each([
  ['self-review', {}, 'Xong, câu tiếp ➜'],
  ['report-difficulty', { last: true }, 'Xong ➜'],
])('the button that ends an answer of %s says what comes', (form, more, label) => {
  const output = {
    ...{ type: 'saved', how: 'new', length: 5, savedAt: AT, step: 'politics', number: 1, total: 1, parts: 1 },
    ...{ choices: [], actions: [{ do: 'next' }], ...more },
  };
  expect(presentIn(output, { form, card: 'card' }).actions).toMatchObject([{ label, word: 'xong' }]);
});

test('a form of one question counts no questions', () => {
  const place = { step: 'politics', number: 1, part: 1, parts: 1, choices: [], actions: [] };
  for (const output of [
    { ...place, type: 'question' },
    { ...place, type: 'saved', how: 'new', length: 5, savedAt: AT },
  ]) {
    const wordsIn = (total: number) =>
      presentIn({ ...output, total }, { form: 'answer-difficulty' })
        .blocks.map(({ text }) => text)
        .join('\n');
    expect(wordsIn(2)).toContain('Câu 1/2');
    expect(wordsIn(1)).not.toMatch(/Câu 1|phần/);
  }
});

test('what is sent, and not handed in, is reviewed before it is sent', () => {
  const output = { type: 'review', page: 0, pages: 1, items: [], missing: 0, choices: [], actions: [] };
  const titleOf = (form: string) => presentIn(output, { form }).blocks[0]?.text;
  expect(titleOf('self-review')).toBe('Xem lại trước khi nộp');
  expect(titleOf('answer-difficulty')).toBe('Xem lại trước khi gửi');
});

test('what is missing keeps an act from being recorded, and no review from being handed in', () => {
  const output = { type: 'review', page: 0, pages: 1, items: [], missing: 1, choices: [], actions: [] };
  const verdictOf = (form: string) => presentIn(output, { form }).blocks.at(-1)?.text;
  expect(verdictOf('extend-person')).toContain('nên chưa ghi nhận được');
  expect(verdictOf('withdraw-paper')).toContain('nên chưa thu lại được');
  expect(verdictOf('self-review')).toContain('nên chưa nộp được');
});

test.each(LANGUAGES)(
  'what is no longer asked or offered is called so in %s, and never by the id that it had',
  (language) => {
    const step = choiceStep('level');
    const gone = { kind: 'choice', value: '["DB-2026",1,""]', at: AT };
    const shown = { number: 1, part: 1, parts: 1, answer: gone, long: true };
    const retired = { ...shown, number: 0, step: 'on-2026-12-10', retired: sameText('on-2026-12-10') };
    const pages = { page: 0, pages: 1, missing: 1, actions: [] };
    const outputs = [
      {
        type: 'review',
        ...pages,
        items: [{ ...shown, step: 'level' }, retired],
        choices: [{ do: 'read', step: retired.step }],
      },
      { type: 'answer', ...retired, choices: [], actions: [] },
      question('level', { answer: gone, choices: [{ do: 'choose', step: 'level', option: gone.value }] }),
      {
        type: 'overview',
        ...pages,
        items: [],
        retired: [],
        choices: [{ do: 'edit', step: retired.step, number: 1 }],
      },
      { type: 'edited', step: retired.step, number: 1, part: 1, parts: 1, length: 3 },
    ];
    for (const output of outputs) {
      const message = presentIn(output, { language, flow: flowOf([step]), card: 'card' });
      expect(JSON.stringify(message)).not.toMatch(/2026-12-10|DB-2026/);
    }
  },
);

test('who pauses in an act is told how to get back to it', () => {
  const output = { ...{ type: 'left', answered: 1, total: 2, skipped: 0 }, choices: [], actions: [] };
  const title = { vi: 'Gia hạn nộp', en: 'Giving more time' };
  const act = { ...flow, title, isFinal: true as const };
  const about = { text: { vi: 'Gia hạn nộp · Lê Văn An', en: 'Giving more time · Lê Văn An' } };
  const told = (of: PresentContext['flow']) =>
    presentIn(output, { form: 'extend-person', flow: of })
      .blocks.map(({ text }) => text)
      .join('\n');
  expect(told({ ...act, about })).toMatch(/Lê Văn An(.|\n)*về menu: việc “Gia hạn nộp” nằm ở đó/);
  expect(told(act)).toContain('về menu: việc “Gia hạn nộp” nằm ở đó');
  expect(told({ ...act, about })).not.toContain('Lúc nào làm tiếp cũng được');
});

describe('the last day for handing in', () => {
  const LAST_MOMENT = '2026-12-01T16:59:59Z';
  const PAST = '2026-12-01T17:00:00Z';
  const progress = { answered: 3, total: 3, answeredParts: 3, parts: 3 };
  const standing = {
    year: 2026,
    draftsDue: '2026-12-01',
    papersBefore: '2026-12-20',
    started: true,
    ...progress,
  };
  const shown = { choices: [], actions: [] };
  const home = (at: string | null) => ({
    ...{
      ...{ type: 'screen', screen: 'home', ...shown },
      facts: homeFacts({ ...standing, submission: at === null ? null : { number: 1, at } }),
    },
  });
  const review = (missing: number) => ({ type: 'review', page: 0, pages: 1, items: [], missing, ...shown });
  const wordsOf = (output: object, language: (typeof LANGUAGES)[number], now: string) =>
    present(output, language, now)
      .blocks.map((block) => block.text)
      .join('\n');

  test.each(LANGUAGES)(
    'that is past is told in %s at home, at a question and before handing in',
    (language) => {
      const late = /quá hạn nộp|overdue/;
      for (const output of [home(null), question('politics', { part: 1, parts: 1 }), review(0), review(2)]) {
        expect(wordsOf(output, language, LAST_MOMENT)).not.toMatch(late);
        expect(wordsOf(output, language, PAST)).toMatch(late);
      }
    },
  );

  test.each(LANGUAGES)(
    'is named in %s at home from its first moment to its last, as a day that holds',
    (language) => {
      const FIRST_MOMENT = '2026-11-30T17:00:00Z';
      for (const now of [FIRST_MOMENT, LAST_MOMENT]) {
        const words = wordsOf(home(null), language, now);
        expect(words).toMatch(/(Hạn nộp bản tự kiểm điểm:|Self-reviews are due by) 01\/12\/2026/);
        expect(words).not.toMatch(/quá hạn nộp|overdue/);
      }
    },
  );

  test.each(LANGUAGES)('is told in %s to be missed by a version, on the receipt and at home', (language) => {
    const late = /nộp muộn|submitted late/;
    for (const output of [(at: string) => ({ type: 'submitted', submission: 1, at, ...shown }), home]) {
      expect(wordsOf(output(LAST_MOMENT), language, PAST)).not.toMatch(late);
      expect(wordsOf(output(PAST), language, PAST)).toMatch(late);
    }
  });

  test('is not told to be missed to somebody who has handed in before', () => {
    expect(wordsOf(home(LAST_MOMENT), 'vi', PAST)).not.toContain('quá hạn');
  });
});

test('a question says what it takes: how long a text may be, with what is held already, and how many files more', () => {
  const parts = [{ id: 1, length: 40 }];
  const files = [{ id: 'F', name: 'a.pdf' }];
  const text = { kind: 'text', parts, at: AT };

  expect(present(question('politics')).takes).toEqual({ kind: 'text', max: 500, held: 0 });
  expect(present(question('politics', { answer: text })).takes).toEqual({ kind: 'text', max: 500, held: 0 });
  expect(present(question('politics', { answer: text, open: true })).takes).toMatchObject({ held: 40 });
  expect(
    present({ ...question('politics'), type: 'saved', how: 'more', length: 60, savedAt: AT }).takes,
  ).toMatchObject({
    held: 60,
  });
  const asked = { ...question('politics'), type: 'unconfirmed', asks: 'few', text: parts, items: 1 } as const;
  expect(present(asked).takes, 'while a text is asked about').toEqual({ kind: 'text', max: 500, held: 40 });
  expect(present(question('items')).takes).toEqual({ kind: 'text', max: 80, held: 0 });
  expect(present(question('evidence', { answer: { kind: 'attachment', files, at: AT } })).takes).toEqual({
    kind: 'files',
    left: 1,
  });
  expect(
    present({ type: 'screen', screen: 'help', facts: null, choices: [], actions: [] }).takes,
  ).toBeUndefined();
});

test('a reminder of a question says where one is and what is wrong, and not all of the question again', () => {
  const problem = { code: 'answer-first' };
  const told = present(question('politics', { problem, brief: true, part: 1, parts: 1 })).blocks;
  expect(told.map(({ type }) => type)).toEqual(['problem', 'status', 'title']);
});

test('a text that waits is asked about once in a card, and a pause is not told as saved beside a problem', () => {
  const text = [{ id: 1, length: 5 }];
  const place = { step: 'politics', number: 1, total: 3, part: 1, parts: 1, choices: [], actions: [] };
  const late = { type: 'unconfirmed', asks: 'few', text, items: 0, ...place };
  const kinds = (output: object) => present(output).blocks.map(({ type }) => type);
  expect(kinds(late)).toEqual(['title', 'quote', 'text']);
  expect(kinds({ ...late, problem: { code: 'decide-first' } })).toEqual(['problem', 'quote', 'text']);
  const left = { type: 'left', answered: 1, total: 3, answeredParts: 1, parts: 3, choices: [], actions: [] };
  expect(kinds(left)).toEqual(['title', 'text']);
  expect(kinds({ ...left, problem: { code: 'no-question-here' } })).toEqual(['problem', 'text']);
});

test.each(LANGUAGES)(
  'a refusal in %s says what was not recorded, why, and that nothing is lost',
  (language) => {
    const refused = { type: 'refused', submission: 3 };
    const submission = present({ ...refused, act: 'submit', reason: 'not-allowed' }, language).blocks;
    expect(submission.map(({ type }) => type)).toEqual(['title', 'problem', 'text']);
    expect(submission[0]?.text).toMatch(/^(Bản số|Version) 3 /);
    expect(submission[2]?.text).toMatch(/Mọi câu trả lời vẫn còn nguyên|All your answers are kept/);
    const withdrawal = present({ ...refused, act: 'withdraw', reason: 'already-withdrawn' }, language).blocks;
    expect(withdrawal[0]?.text).toMatch(/việc rút bản số 3|withdrawal of version 3/);
    expect(withdrawal[1]?.text).toMatch(/từ trước|before/);
  },
);

test.each(LANGUAGES)('what a delegate withdraws is said in %s to be of the member', (language) => {
  const said = (type: string) => {
    const output = { type, submission: 1, at: AT, receivedAt: AT };
    const { blocks } = presentIn(output, { form: 'answer-for', language });
    return blocks.map(({ text }) => text).join('\n');
  };
  expect(said('withdrawal')).toMatch(/của đồng chí ấy|of theirs/);
  expect(said('withdrawn')).toMatch(/của đồng chí ấy|of theirs/);
  expect(said('withdrawn')).toMatch(/nếu đã tham gia|if they have joined/);
});

test.each(LANGUAGES)(
  'home in %s says that a version was withdrawn and none counts, and that it is overdue',
  (language) => {
    const progress = { answered: 3, total: 3, skipped: 0, answeredParts: 3, parts: 3, started: true };
    const submission = { number: 1, at: AT, recordedAt: AT, withdrawnAt: AT };
    const dates = { year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' };
    const facts = homeFacts({ ...dates, ...progress, stage: 'changed', submission });
    const home = { type: 'screen', screen: 'home', choices: [], actions: [], facts };
    const text = present(home, language, '2026-12-02T02:00:00Z').blocks.map((block) => block.text);
    expect(text.join('\n')).toMatch(/bản số 1 đã rút lúc 09:41|version 1 was withdrawn at 09:41/);
    expect(text.join('\n')).toMatch(/quá hạn nộp|overdue/);
  },
);

test.each(LANGUAGES)('home in %s says that a paper counts, and not that anything is overdue', (language) => {
  const progress = { answered: 0, total: 3, skipped: 0, answeredParts: 0, parts: 3, started: false };
  const dates = { year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' };
  const standing = { ...dates, ...progress, stage: 'writing', submission: null };
  const entry = { how: 'paper', cycle: 'DB-2026', number: 1, day: '2026-11-30', by: null, name: null };
  const facts = { tasks: [{ form: 'self-review', facts: { standing, entry } }] };
  const home = { type: 'screen', screen: 'home', choices: [], actions: [], facts };
  const text = present(home, language, '2026-12-02T02:00:00Z').blocks.map((block) => block.text);
  expect(text.join('\n')).toContain('30/11/2026');
  expect(text.join('\n')).not.toMatch(/quá hạn nộp|overdue/);
});

test('every screen that is withheld says so, with its ways on', () => {
  for (const screen of SCREEN_NAMES) {
    for (const withheld of ['unavailable', 'not-allowed']) {
      const actions = [
        { do: 'open', screen },
        { do: 'open', screen: 'home' },
      ];
      const output = { type: 'screen', screen, facts: null, withheld, choices: [], actions };
      const shown = presentIn(output, { card: 'c'.repeat(22) });
      expect(
        shown.actions.map(({ label }) => label),
        screen,
      ).not.toContain('');
      expect(shown.blocks[0]?.type, screen).toBe('problem');
    }
  }
});

test.each(LANGUAGES)(
  'a question for files says in %s where to send them if none can be sent here',
  (language) => {
    const told = (takesFiles: boolean) =>
      presentIn(question('evidence'), { language, takesFiles })
        .blocks.map(({ text }) => text)
        .join('\n');
    expect(told(true)).not.toMatch(/Ở đây không gửi được tệp|Files cannot be sent here/);
    expect(told(false)).toMatch(/Ở đây không gửi được tệp|Files cannot be sent here/);
  },
);

test('news has one button and a word of its own, and a text after it names its question', () => {
  const news = {
    ...{ type: 'screen', screen: 'help', facts: null, news: true, newsNumber: 3, choices: [] },
    actions: [
      { do: 'open', screen: 'privacy' },
      { do: 'open', screen: 'home' },
    ],
  };
  expect(presentIn(news, { card: 'c' }).actions).toMatchObject([{ handle: 'c0', word: 'mở 3' }]);
  expect(presentIn(news, { language: 'en', card: 'c' }).actions).toMatchObject([
    { handle: 'c0', word: 'open 3' },
  ]);
  const told = present(question('items', { stored: 'politics', part: 1, parts: 1 }));
  expect(told.blocks[0]).toMatchObject({ text: expect.stringContaining('politics') });
});

test('those who lead a unit read on the screen of its people why it is excused, and who decided it', () => {
  const decided = { kind: 'excluded', day: null, why: 'Mới thành lập', by: null, at: AT };
  const list = {
    ...{ total: 0, page: 0, pages: 1, items: [], units: ['Chi bộ Một'], others: [], search: '' },
    ...{ onlyNotJoined: false, decisions: [{ ...decided, unit: 'Tổ đảng Một' }] },
  };
  const screen = { type: 'screen', screen: 'unit-people', facts: list, choices: [], actions: [] };
  expect(present(screen).blocks.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^Tổ đảng Một: Được miễn kiểm điểm.* Lý do: Mới thành lập \(quản trị ghi lúc /),
  );
});

test('a reply to another question is shown with both questions, and each of them has its button', () => {
  const place = { number: 1, total: 3, part: 1, parts: 1 };
  const asked = presentIn(
    {
      ...{
        type: 'unconfirmed',
        asks: 'reply',
        step: 'politics',
        ...place,
        text: [{ id: 1, length: 5 }],
        items: 0,
      },
      ...{ here: { step: 'items', ...place, number: 2 }, choices: [] },
      actions: [{ do: 'keep-reply' }, { do: 'keep-text' }, { do: 'drop-text' }],
    },
    { card: 'c' },
  );
  expect(asked.blocks.at(-1)?.text).toMatch(/câu 1 – politics.*câu 2 – items/);
  expect(asked.actions).toMatchObject([
    { label: 'Câu cũ: câu 1', word: 'câu cũ' },
    { label: 'Câu đang mở: câu 2', word: 'câu này' },
    { word: 'không' },
  ]);
});
