import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadLocales } from '../../bot/i18n.ts';
import { readCycleFile } from '../../bot/read-cycle-file.ts';

const PLAN_58 = resolve(import.meta.dirname, '../../flows/cycles/plan-58-2018.yaml');
const locales = await loadLocales();
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-cycle-file-'));
  file = join(folder, 'cycle.yaml');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file with a byte order mark is read', async () => {
  writeFileSync(file, `\uFEFF${readFileSync(PLAN_58, 'utf8')}`);
  expect((await readCycleFile(file, locales)).id).toBe('plan-58-2018');
});

test.each([
  ['a pipe', () => promisify(execFile)('mkfifo', [file])],
  ['a folder', async () => mkdirSync(file)],
])('%s is refused and never waited for', async (_, make) => {
  await make();
  await expect(readCycleFile(file, locales)).rejects.toMatchObject({
    code: 'import-not-a-file',
    details: { file },
  });
});

test.each([
  ['UTF-16', (text: string) => Buffer.from(text, 'utf16le')],
  ['the encoding of old Windows', (text: string) => Buffer.from(text.replaceAll('ể', '\u00EA'), 'latin1')],
])('a file in %s is refused, for its letters would be lost', async (_, encode) => {
  writeFileSync(file, encode(readFileSync(PLAN_58, 'utf8')));
  await expect(readCycleFile(file, locales)).rejects.toMatchObject({
    code: 'file-encoding',
    details: { file },
  });
});

test('a file that is not there is an error by name', async () => {
  await expect(readCycleFile(`${file}.old`, locales)).rejects.toMatchObject({
    code: 'file-unreadable',
    details: { file: `${file}.old` },
  });
});
