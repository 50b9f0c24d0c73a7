import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { newest, openWebChat, textOf } from '../contracts/chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { createTestApp } from '../support/app.ts';
import { waitUntil } from '../support/wait-until.ts';

const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-cycle-'));
const file = join(folder, 'cua-chung-toi.yaml');
const testApp = createTestApp({ environment: { ENCRYPTION_KEYS: CONTRACT_KEYS } });

beforeAll(() => testApp.start(), 60_000);
afterAll(async () => {
  await testApp.end();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** The plan's file as an office might change it: one question less, another one first, one reworded. */
function writeChangedFile(): void {
  const pack = parse(readFileSync('flows/packs/plan-58-2018/pack.yaml', 'utf8'));
  const { questions } = pack.forms[0].sections[0];
  const [politics, ethics, ...rest] = questions;
  const own = { ...ethics, id: 'own', heading: { vi: 'Việc riêng của đơn vị', en: 'Our own' } };
  ethics.heading = { vi: 'Đạo đức, lối sống (sửa)', en: 'Ethics (changed)' };
  pack.forms[0].sections[0].questions = [own, ethics, ...rest];
  expect(politics.id).toBe('politics');
  writeFileSync(file, stringify(pack));
}

test('[D46 part] an office changes the questions in the middle of a review: no answer is lost, and the person goes on', async () => {
  const chat = openWebChat(testApp, 'LG05');
  await chat.write('menu');
  await chat.press('Bắt đầu');
  await chat.write('câu trả lời cho câu hỏi sẽ bị bỏ');
  await chat.press('Xong');
  await chat.write('câu trả lời cho câu hỏi sẽ được sửa');

  writeChangedFile();
  await testApp.restart({ SAMPLE_PACK: file });

  await chat.press('Xong');
  expect(textOf(await newest(chat))).toContain('Câu 3/');
  await chat.write('tổng quan');
  expect(textOf(await newest(chat))).toContain('nay không còn được hỏi');
  expect((await newest(chat)).choices.map(({ label }) => label).slice(0, 2)).toEqual([
    '1. ○ Việc riêng của đơn vị',
    '2. ✓ Đạo đức, lối sống (sửa)',
  ]);
  await chat.press('Việc riêng của đơn vị');
  await chat.write('trả lời câu mới');
  await chat.press('Xong');
  await chat.press('Về câu đang làm');
  await answerWholeReview(chat, () => 'phần còn lại');
  await chat.press('Nộp bản tự kiểm điểm');
  await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));

  const parts = { database: testApp.app().database, keys: createKeyRing(CONTRACT_KEYS) };
  const { answers } = await exportReview(parts, { person: 'LG05' });
  const find = (step: string) => answers.find((answer) => answer.step === step);
  expect(find('own')?.value).toEqual({ kind: 'text', text: 'trả lời câu mới' });
  expect(find('ethics')?.heading.vi).toBe('Đạo đức, lối sống (sửa)');
  expect(find('ethics')?.value).toEqual({ kind: 'text', text: 'câu trả lời cho câu hỏi sẽ được sửa' });
  expect(find('politics')).toMatchObject({
    retired: true,
    heading: { vi: 'Tư tưởng chính trị' },
    value: { kind: 'text', text: 'câu trả lời cho câu hỏi sẽ bị bỏ' },
  });
}, 90_000);
