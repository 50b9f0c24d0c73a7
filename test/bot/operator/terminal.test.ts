import { stderr } from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { createTerminal } from '../../../bot/operator/terminal.ts';

const terminal = createTerminal(await loadLocales());

afterEach(() => vi.restoreAllMocks());

function said(error: unknown): string {
  const write = vi.spyOn(stderr, 'write').mockReturnValue(true);
  terminal.fail(error);
  return write.mock.calls.map(([text]) => String(text)).join('');
}

test.each([
  ['ENOSPC', /Đĩa đã hết chỗ trống \(\/srv\/home\/running\.json\)[\s\S]*No space is left/],
  ['EROFS', /Không dùng được \/srv\/home\/running\.json \(EROFS\)[\s\S]*SERVICES_DIR/],
  ['EISDIR', /Không dùng được \/srv\/home\/running\.json \(EISDIR\)/],
])('a file system that takes nothing is said in a sentence with the path: %s', (code, sentence) => {
  const text = said(Object.assign(new Error(code), { code, path: '/srv/home/running.json' }));
  expect(text).toMatch(sentence);
  expect(text).not.toMatch(/^ +at /m);
});

test('a full disk is said also where the path is not known', () => {
  expect(said(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toContain('SERVICES_DIR');
});

test('what is thrown without being an error is said, too', () => {
  expect(said(undefined)).toContain('undefined');
});
