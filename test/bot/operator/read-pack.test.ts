import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { readPack } from '../../../bot/operator/read-pack.ts';

const PLAN_58 = resolve(import.meta.dirname, '../../../flows/packs/plan-58-2018/pack.yaml');
const locales = await loadLocales();
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-pack-'));
  file = join(folder, 'own.yaml');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file with a byte order mark is read', async () => {
  writeFileSync(file, `\uFEFF${readFileSync(PLAN_58, 'utf8')}`);
  expect((await readPack(file, locales)).id).toBe('plan-58-2018');
});

test('a pipe is refused and never waited for', async () => {
  await promisify(execFile)('mkfifo', [file]);
  await expect(readPack(file, locales)).rejects.toMatchObject({
    code: 'import-not-a-file',
    details: { file },
  });
});

test.each([
  ['UTF-16', (text: string) => Buffer.from(text, 'utf16le')],
  ['the encoding of old Windows', (text: string) => Buffer.from(text.replaceAll('ể', '\u00EA'), 'latin1')],
])('a file in %s is refused, for its letters would be lost', async (_, encode) => {
  writeFileSync(file, encode(readFileSync(PLAN_58, 'utf8')));
  await expect(readPack(file, locales)).rejects.toMatchObject({
    code: 'file-encoding',
    details: { file },
  });
});

test('a file that is not there is an error by name', async () => {
  await expect(readPack(`${file}.old`, locales)).rejects.toMatchObject({
    code: 'file-unreadable',
    details: { file: `${file}.old` },
  });
});

test('a folder is read with its papers, each of which makes another version', async () => {
  const pack = join(folder, 'ours');
  cpSync(dirname(PLAN_58), pack, { recursive: true });
  const bare = await readPack(pack, locales);
  expect(bare).toEqual(await readPack(join(pack, 'pack.yaml'), locales));

  mkdirSync(join(pack, 'papers'));
  const versions = [bare.version];
  for (const [name, content] of [
    ['mau-2.docx', 'một'],
    ['mau-2.docx', 'hai'],
    ['mau-1.docx', 'ba'],
  ] as const) {
    writeFileSync(join(pack, 'papers', name), content);
    versions.push((await readPack(pack, locales)).version);
  }
  expect(new Set(versions).size).toBe(versions.length);
  writeFileSync(join(pack, 'papers', '~$mau-2.docx'), 'what Word leaves behind');
  const last = await readPack(pack, locales);
  expect(last.version).toBe(versions.at(-1));
  expect(last.papers.map(({ name }) => name)).toEqual(['mau-1.docx', 'mau-2.docx']);
});

test('a folder without a pack is an error by name, and so is one in the place of its text', async () => {
  await expect(readPack(folder, locales)).rejects.toMatchObject({
    code: 'file-unreadable',
    details: { file: join(folder, 'pack.yaml') },
  });
  mkdirSync(join(folder, 'pack.yaml'));
  await expect(readPack(folder, locales)).rejects.toMatchObject({ code: 'import-not-a-file' });
});

test('a file inherits from a pack of the product by its name', async () => {
  writeFileSync(file, 'format: 2\ninherits: plan-58-2018\nid: own\n');
  const plan = await readPack(PLAN_58, locales);
  const own = await readPack(file, locales);
  expect(own.inherits).toEqual({ id: 'plan-58-2018', version: plan.version });
  expect(own.forms).toEqual(plan.forms);

  writeFileSync(file, 'format: 2\ninherits: plan-85\nid: own\n');
  await expect(readPack(file, locales)).rejects.toMatchObject({
    code: 'pack-invalid',
    lines: [
      `${file}:2:11  inherits`,
      '    Không có bộ quy định "plan-85" để kế thừa. Các bộ đang có: plan-58-2018.',
      '    There is no pack "plan-85" to inherit from. There are: plan-58-2018.',
    ],
  });
});
