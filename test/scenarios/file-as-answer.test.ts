import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, openWebChat, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { createTestApp } from '../support/app.ts';
import { runProgram } from '../support/run-app.ts';
import { waitUntil } from '../support/wait-until.ts';

const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-file-'));
const packFile = join(folder, 'own.yaml');
const testApp = createTestApp({ environment: { ENCRYPTION_KEYS: CONTRACT_KEYS, SAMPLE_PACK: packFile } });
const PDF = Buffer.from('%PDF-1.7\n');

/** The plan's questions, and one for files before all others. */
function writePack(): void {
  const plan = readFileSync(new URL('../../flows/packs/plan-58-2018/pack.yaml', import.meta.url), 'utf8');
  const question = [
    '        - id: proof',
    '          kind: attachment',
    '          required: false',
    '          heading: { vi: Minh chứng, en: Evidence }',
    '          prompt: { vi: Đồng chí có minh chứng không?, en: Have you any evidence? }',
  ].join('\n');
  const from = plan.indexOf('\nforms:');
  const changed = plan.slice(from).replace('      questions:\n', `      questions:\n${question}\n`);
  writeFileSync(packFile, plan.slice(0, from) + changed);
}

beforeAll(async () => {
  writePack();
  await testApp.start();
}, 60_000);

afterAll(async () => {
  await testApp.end();
  rmSync(folder, { recursive: true, force: true });
});

async function sendFile(name: string): Promise<{ status: string; refused?: true }> {
  const about = new URLSearchParams({ update: randomUUID(), name });
  const response = await fetch(`${testApp.url()}/api/chats/LG03/files?${about}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', origin: testApp.url() },
    body: PDF,
  });
  return (await response.json()) as { status: string; refused?: true };
}

test('a file that was sent as an answer is handed in, named by the export, and opened again by that name', async () => {
  const chat = openWebChat(testApp, 'LG03');
  await chat.write('menu');
  await chat.press('Bắt đầu');
  expect((await newest(chat)).takes).toEqual({ kind: 'files', left: 10 });
  expect(await sendFile('Giấy khen.pdf')).toEqual({ status: 'committed' });
  await waitUntil('the file', async () => textOf(await newest(chat)).includes('Giấy khen.pdf'));
  expect((await newest(chat)).takes).toEqual({ kind: 'files', left: 9 });
  await chat.press('Tiếp tục');
  expect(await sendFile('Không nhận.pdf')).toEqual({ status: 'committed', refused: true });
  await answerWholeReview(chat, () => 'Đã làm.');
  await chat.press('Nộp bản tự kiểm điểm');
  await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));

  const { database } = testApp.app();
  const review = await exportReview({ database, keys: createKeyRing(CONTRACT_KEYS) }, { person: 'LG03' });
  const [id = ''] = review.answers.flatMap(({ value }) =>
    value.kind === 'attachment' ? value.files.map((file) => file.id) : [],
  );
  const out = join(folder, 'Giấy khen.pdf');
  const admin = runProgram({
    file: 'bot/admin.ts',
    args: ['export-file', '--id', id, '--out', out],
    environment: { MONGODB_URI: testApp.mongodbUri, ENCRYPTION_KEYS: CONTRACT_KEYS },
  });
  expect(await admin.ended, admin.output()).toBe(0);
  expect(readFileSync(out)).toEqual(PDF);
  expect(await database.attachments.countDocuments()).toBe(1);
}, 60_000);
