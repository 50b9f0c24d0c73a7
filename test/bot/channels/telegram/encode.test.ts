import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeMessage, MAX_TEXT } from '../../../../bot/channels/telegram/encode.ts';
import type { Block, Message } from '../../../../handlers/ports.ts';

function messageOf(blocks: readonly Block[], over: Partial<Message> = {}): Message {
  return { language: 'vi', blocks, choices: [], actions: [], ...over };
}

/** What the entities of a piece mark, as the reader sees it. */
function marked({ text, entities }: ReturnType<typeof encodeMessage>[number]): string[] {
  return entities.map(({ type, offset, length }) => `${type}: ${text.slice(offset, offset + length)}`);
}

describe('a message', () => {
  test('is formatted beside its text, so that nothing in it is taken for formatting', () => {
    const [piece] = encodeMessage(
      messageOf([
        { type: 'status', text: 'Câu 4/12' },
        { type: 'title', text: '<b>Tư tưởng</b>' },
        { type: 'text', text: '*Câu hỏi*' },
        { type: 'quote', label: 'Câu trả lời', text: '👍🏽 _một_' },
        { type: 'problem', text: 'Quá dài' },
      ]),
    );
    expect(piece?.text).toBe(
      'Câu 4/12\n<b>Tư tưởng</b>\n\n*Câu hỏi*\n\nCâu trả lời:\n👍🏽 _một_\n\n⚠ Quá dài',
    );
    expect(piece && marked(piece)).toEqual([
      'italic: Câu 4/12',
      'bold: <b>Tư tưởng</b>',
      'bold: Câu trả lời:',
      'blockquote: 👍🏽 _một_',
      'bold: ⚠ Quá dài',
    ]);
  });

  test('of any length is cut into messages that Telegram takes, and no word is lost', () => {
    const word = fc.constantFrom('đồng chí', 'kiểm điểm.', '👨‍👩‍👧‍👦', 'ạ\u0323', '\n\n', 'x'.repeat(900));
    const block = fc.record({
      type: fc.constantFrom('title', 'text', 'help', 'status', 'problem'),
      text: fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const pieces = encodeMessage(messageOf(blocks as Block[]));
        expect(pieces.length).toBeGreaterThan(0);
        for (const { text, entities } of pieces) {
          expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
          expect(text.trim()).not.toBe('');
          expect(text.isWellFormed()).toBe(true);
          for (const { offset, length } of entities) expect(offset + length).toBeLessThanOrEqual(text.length);
        }
        const read = pieces.map(({ text }) => text).join('');
        for (const { text } of blocks) {
          expect(read.replace(/\s/g, '')).toContain(text.replace(/\s/g, ''));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('has its buttons under the last piece', () => {
    const action = { label: 'Xong', handle: 'AAAA0' };
    const text = 'Một câu dài. '.repeat(600);
    const pieces = encodeMessage(messageOf([{ type: 'text', text }], { actions: [action] }));
    expect(pieces.map(({ keyboard }) => keyboard?.inline_keyboard.flat().length ?? 0)).toEqual([0, 1]);
  });
});
