import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderText, splitText } from '../../../bot/channels/render.ts';
import type { Message } from '../../../handlers/ports.ts';

const QUESTION: Message = {
  language: 'vi',
  blocks: [
    { type: 'title', text: 'Đạo đức, lối sống' },
    { type: 'status', text: 'Câu 4/12 · đã lưu 09:41' },
    { type: 'text', text: 'Đồng chí tự đánh giá ở cấp độ nào?' },
    { type: 'quote', label: 'Năm trước', text: 'Chưa gương mẫu.\nĐã sửa.' },
    { type: 'problem', text: 'Hãy chọn một mức.' },
  ],
  choices: [
    { label: 'Xuất sắc', handle: 'a' },
    { label: 'Tốt', handle: 'b', selected: true },
  ],
  actions: [
    { label: 'Bỏ qua câu này', handle: 'c', word: 'bỏ qua' },
    { label: 'Quay lại', handle: 'd', word: 'quay lại' },
  ],
};

const BLOCKS = `Đạo đức, lối sống
Câu 4/12 · đã lưu 09:41

Đồng chí tự đánh giá ở cấp độ nào?

Năm trước:
Chưa gương mẫu.
Đã sửa.

⚠ Hãy chọn một mức.`;

describe('a message as plain text', () => {
  test('numbers the choices and names the words of the actions where there are no buttons', () => {
    const [text] = renderText(QUESTION, { capabilities: { buttons: false, maxText: 600 }, lead: 'Gõ' });

    expect(text).toBe(`${BLOCKS}\n\n1. Xuất sắc\n2. Tốt ✓\n\nGõ: bỏ qua · quay lại`);
  });

  test('leaves choices and actions to the buttons where there are some', () => {
    expect(renderText(QUESTION, { capabilities: { buttons: true, maxText: 600 }, lead: 'Gõ' })).toEqual([
      BLOCKS,
    ]);
  });

  test('is cut where the channel takes no more', () => {
    const pieces = renderText(QUESTION, { capabilities: { buttons: false, maxText: 40 }, lead: 'Gõ' });

    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(40);
    expect(pieces.join('').replace(/\s/g, '')).toContain('Gõ:bỏqua·quaylại');
  });

  test('leaves the number to a choice that has its own', () => {
    const choices = [{ label: '9. ✓ Tư tưởng chính trị', handle: 'a', numbered: true as const }];
    const message: Message = { language: 'vi', blocks: [], choices, actions: [] };
    const [text] = renderText(message, { capabilities: { buttons: false, maxText: 600 }, lead: 'Gõ' });

    expect(text).toBe('9. ✓ Tư tưởng chính trị');
  });

  test('names an action without a word by its label', () => {
    const message: Message = {
      language: 'en',
      blocks: [],
      choices: [],
      actions: [{ label: 'Start', handle: 'a' }],
    };

    expect(renderText(message, { capabilities: { buttons: false, maxText: 600 }, lead: 'Type' })).toEqual([
      'Type: Start',
    ]);
  });
});

describe('splitting a text', () => {
  test.each([
    ['whole if it fits, to the last blank', 'Một hai. ', 20, ['Một hai. ']],
    ['after a paragraph before a line', 'Một hai.\n\nBa bốn\nnăm sáu', 20, ['Một hai.', 'Ba bốn\nnăm sáu']],
    ['after a line before a sentence', 'Một hai\nba. Bốn năm sáu', 15, ['Một hai', 'ba. Bốn năm sáu']],
    ['after a sentence before a word', 'Một hai ba. Bốn năm', 16, ['Một hai ba.', 'Bốn năm']],
    ['after a word', 'Một hai ba', 8, ['Một hai', 'ba']],
    ['within a word that is too long', 'abcdefgh', 3, ['abc', 'def', 'gh']],
    ['not after a heading that would leave little', 'A\n\nbốn năm sáu bảy', 14, ['A\n\nbốn năm sáu', 'bảy']],
    ['between grapheme clusters', 'e\u0302\u0301e\u0302\u0301', 4, ['e\u0302\u0301', 'e\u0302\u0301']],
    ['never within a surrogate pair', '😀😀😀', 3, ['😀', '😀', '😀']],
    ['not into pieces of whitespace', '   \n\n    ', 3, []],
    ['without the whitespace around a cut', 'một   \n   hai', 6, ['một', 'hai']],
  ])('cuts %s', (_name, text, maxText, pieces) => {
    expect(splitText(text, maxText)).toEqual(pieces);
  });

  test('refuses a limit that no surrogate pair fits in', () => {
    expect(() => splitText('a', 1)).toThrow(RangeError);
  });

  const texts = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom(
          ' ',
          '\n',
          '\n\n',
          '\r\n',
          '. ',
          '\u00a0',
          '\u0301',
          '\u0600 ',
          ' \u0301',
          '👩‍👩‍👧‍👦',
          'ế'.normalize('NFD'),
        ),
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''));
  const limits = fc.integer({ min: 2, max: 60 });

  test('every piece fits and says something', () => {
    fc.assert(
      fc.property(texts, limits, (text, maxText) => {
        for (const piece of splitText(text, maxText)) {
          expect(piece.length).toBeLessThanOrEqual(maxText);
          expect(piece.trim()).not.toBe('');
        }
      }),
    );
  });

  test('the pieces in order are the text, but for the whitespace between them', () => {
    fc.assert(
      fc.property(texts, limits, (text, maxText) => {
        let at = 0;
        for (const piece of splitText(text, maxText)) {
          const found = text.indexOf(piece, at);
          expect(text.slice(at, found).trim()).toBe('');
          at = found + piece.length;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });

  test('no cut is within a grapheme cluster that fits', () => {
    const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' });
    fc.assert(
      fc.property(texts, fc.integer({ min: 30, max: 60 }), (text, maxText) => {
        const boundaries = new Set(
          [...segmenter.segment(text)].map(({ index }) => index).concat(text.length),
        );
        let at = 0;
        for (const piece of splitText(text, maxText)) {
          const found = text.indexOf(piece, at);
          at = found + piece.length;
          expect(boundaries.has(found) && boundaries.has(at)).toBe(true);
        }
      }),
    );
  });
});
