import { expect, test } from 'vitest';
import { createProgressBar } from '../../../bot/admin/progress-bar.ts';

function screen(isTTY: boolean) {
  const drawn: string[] = [];
  return { drawn, isTTY, write: (text: string) => drawn.push(text) > 0 };
}

test('a bar shows how much is done, and is wiped off at the end', () => {
  const terminal = screen(true);
  const bar = createProgressBar(terminal);
  bar.report(10_000, 10_000);
  expect(terminal.drawn.at(-1)).toMatch(/█{30}\] +100 % +10000\/10000$/);
  bar.end();
  expect(terminal.drawn.at(-1)).toBe('\r\u001b[K');
});

test('nothing is drawn where nobody watches', () => {
  const file = screen(false);
  const bar = createProgressBar(file);
  bar.report(1, 2);
  bar.end();
  expect(file.drawn).toEqual([]);
});
