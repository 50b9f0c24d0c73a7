import { expect, test } from 'vitest';
import { encodeKeyboard, listLongChoices } from '../../../../bot/channels/telegram/keyboard.ts';
import type { Button, Message } from '../../../../handlers/ports.ts';
import en from '../../../../locales/en/chat.json' with { type: 'json' };
import vi from '../../../../locales/vi/chat.json' with { type: 'json' };

function messageOf(choices: readonly Button[], actions: readonly Button[] = []): Message {
  return { language: 'vi', blocks: [], choices, actions };
}

function rowsOf(message: Message): string[][] {
  return (encodeKeyboard(message)?.inline_keyboard ?? []).map((row) => row.map(({ text }) => text));
}

const button = (label: string, over: Partial<Button> = {}): Button => ({ label, handle: 'AAAA0', ...over });

test('short buttons share a row, two at most; choices stand above the ways on', () => {
  const message = messageOf(
    [button('Có'), button('Không')],
    [button('⬅ Quay lại'), button('Bỏ qua'), button('Nghỉ')],
  );
  expect(rowsOf(message)).toEqual([['Có', 'Không'], ['⬅ Quay lại', 'Bỏ qua'], ['Nghỉ']]);
});

test.each([vi, en])(
  'on every page of the review the page buttons are the last row: $actions.review',
  ({ actions: words, forms }) => {
    const { overview, leave } = words;
    const { submit } = forms['self-review'];
    const ends = { first: words['first-page'], last: words['last-page'] };
    const [before, after] = [words['previous-page'], words['next-page']];
    const rows = [
      [overview, leave, ends.first, after],
      [words['answer-missing'], overview, leave, before, after],
      [submit, overview, leave, before, ends.last],
    ].map((labels) =>
      rowsOf(
        messageOf(
          [],
          labels.map((label) => button(label)),
        ),
      ).at(-1),
    );
    expect(rows).toEqual([
      [ends.first, after],
      [before, after],
      [before, ends.last],
    ]);
  },
);

test('what is picked bears a mark, and a tone becomes a colour', () => {
  const [picked] =
    encodeKeyboard(messageOf([button('Một', { selected: true, tone: 'danger' })]))?.inline_keyboard[0] ?? [];
  expect(picked).toEqual({ text: '✓ Một', callback_data: 'AAAA0', style: 'danger' });
});

test('choices too long for a button are numbered, and stand in the message in full', () => {
  const long = 'Hoàn thành xuất sắc nhiệm vụ trong năm, có sản phẩm cụ thể';
  const choices = [button(long), button('Không hoàn thành')];
  expect(listLongChoices(choices)[0]?.text).toBe(`1. ${long}\n2. Không hoàn thành`);
  const [[first = ''] = [], [second] = []] = rowsOf(messageOf(choices));
  expect(first).toMatch(/^1\. Hoàn thành xuất sắc.*…$/);
  expect(first.length).toBeLessThanOrEqual(34);
  expect(second).toBe('2. Không hoàn thành');
});

test('without buttons there is no keyboard, and a handle that Telegram would refuse is never sent', () => {
  expect(encodeKeyboard(messageOf([]))).toBeUndefined();
  expect(() => encodeKeyboard(messageOf([button('x', { handle: 'đ'.repeat(33) })]))).toThrow(/64 bytes/);
});
