import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { newest, textOf } from '../contracts/chat.ts';
import { openTelegramChat } from '../contracts/telegram-chat.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import { databaseUri } from '../support/app.ts';
import { fillWorkbook, memberList, type Sheets } from '../support/member-list.ts';
import { type RunningProgram, runProgram } from '../support/run-app.ts';
import {
  startTelegramEmulator,
  type TelegramEmulator,
} from '../support/telegram-emulator/start-telegram-emulator.ts';

const PEOPLE = 300;
const CANARY = 'Chim hoàng yến 5830';
const PACK = 'flows/packs/plan-58-2018';

let folder: string;
let emulator: TelegramEmulator;
let environment: NodeJS.ProcessEnv;
let programs: RunningProgram[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-organisation-'));
  emulator = await startTelegramEmulator();
  programs = [];
  environment = {
    SERVICES_DIR: folder,
    PORT: '0',
    REDIS_URL: `${inject('redisUrl').replace(/\/\d*$/, '')}/8`,
    MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
    TELEGRAM_BOT_TOKEN: emulator.token,
    TELEGRAM_API_ROOT: emulator.root,
  };
});

afterEach(async () => {
  for (const program of programs) program.child.kill('SIGTERM');
  await Promise.all(programs.map((program) => program.ended));
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function run(file: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}): RunningProgram {
  const program = runProgram({ file, args, environment: { ...environment, ...more } });
  programs.push(program);
  return program;
}

/** What an admin command says, once it has ended with `code`. */
async function admin(args: readonly string[], code = 0): Promise<string> {
  const program = run('bot/admin.ts', args);
  expect(await program.ended, program.output()).toBe(code);
  return program.output();
}

function at(name: string): string {
  return join(folder, name);
}

/** The template, filled in and saved under a name. */
async function fillIn(name: string, sheets: Sheets): Promise<string> {
  await fillWorkbook(at('template.xlsx'), { file: at(name), sheets });
  return at(name);
}

/** From the list of members to invitations in a workbook. */
async function prepare(): Promise<void> {
  await admin(['template', '--out', at('template.xlsx')]);
  const list = await fillIn('list.xlsx', memberList(PEOPLE));
  expect(await admin(['import', list, '--dry-run'])).toMatch(/nguoi +300 +0 +0\n[\s\S]*chưa ghi gì/);
  expect(await admin(['import', list])).toContain('Đã nhập xong');
  expect(await admin(['cycle', 'open', PACK, '--unit', 'DB', '--yes'])).toContain('kỳ này: 300.');
  expect(await admin(['invite', '--out', at('invitations.xlsx')])).toContain('Đã tạo 300 phiếu mời');
}

interface Invited {
  person: string;
  code: string;
  link: string;
}

async function readInvitations(): Promise<Invited[]> {
  const [list, cards] = (await readXlsx(await readFile(at('invitations.xlsx')))).sheets;
  const own = (list?.images ?? []).map(({ anchor }) => [anchor.from.row, anchor.to?.row]);
  expect(own).toEqual(Array.from({ length: PEOPLE }, (_, index) => [index + 1, index + 2]));
  expect(cards?.images).toHaveLength(PEOPLE);
  return (list?.rows ?? [])
    .slice(1)
    .map((row) => ({ person: String(row[2]), code: String(row[4]), link: String(row[5]) }));
}

/** Half of them follow the link, the others type the code. */
async function joinAndSubmit({ person, code, link }: Invited, way: 'link' | 'code'): Promise<void> {
  const phone = emulator.person({ id: 10_000 + Number(person), firstName: person });
  const chat = openTelegramChat(emulator, phone);
  await chat.write(way === 'link' ? `/start ${new URL(link).searchParams.get('start')}` : code.toLowerCase());
  expect(textOf(await newest(chat))).toContain(`Nguyễn Văn ${person}`);
  await chat.press('Đúng, đó là tôi');
  await chat.press('Tôi đồng ý');
  await chat.press('Bắt đầu tự kiểm điểm');
  await answerWholeReview(chat, (heading) => `${CANARY} ${person}: ${heading}`);
  await chat.press('Nộp bản tự kiểm điểm');
  await emulator.until('the record', () =>
    phone.heard().some(({ text }) => text?.includes('Đã ghi nhận bản số 1')),
  );
}

interface Exported {
  person: { code: string };
  answers: { step: string; value: { text?: string } }[];
}

async function exported(person: string): Promise<Exported> {
  const file = at(`${person}.json`);
  await admin(['export', '--person', person, '--out', file]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  return JSON.parse(readFileSync(file, 'utf8')) as Exported;
}

test('[D8 part] [D23 part] [D24 part] [D32] from a list of 300 members to reviews that members wrote on Telegram, by the commands of the README', async () => {
  await prepare();
  const bot = run('bot/main.ts', [], { CHAT_PAGE: 'off' });
  const [, url = ''] = await bot.says(/Sẵn sàng tại (http:\S+)/);
  expect((await fetch(`${url}/api/people`)).status).toBe(404);
  const invitations = await readInvitations();
  const joined = invitations.filter((_, index) => index % 15 === 0);
  expect(joined).toHaveLength(20);
  await Promise.all(joined.map((one, index) => joinAndSubmit(one, index % 2 === 0 ? 'link' : 'code')));

  const people = await admin(['people']);
  expect(people.match(/^đã nộp bản 1 .*\d\d:\d\d/gm)).toHaveLength(20);
  expect(Math.max(...people.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
  expect(people.match(/^chưa bắt đầu +0\/\d\d /gm)).toHaveLength(PEOPLE - 20);
  const handedIn = await admin(['people', '--state', 'đã nộp', '--unit', 'CB1', '--json']);
  expect(JSON.parse(handedIn).map(({ code }: { code: string }) => code)).toEqual(
    joined.map(({ person }) => person).filter((code) => Number(code) % 15 === 1),
  );
  const withRemedy = joined.find(({ person }) => person.endsWith('1'))?.person ?? '';
  const review = await exported(withRemedy);
  expect(review.person.code).toBe(withRemedy);
  const steps = review.answers.map(({ step }) => step);
  expect(steps.filter((step) => /^commitment\/\d{4}-\d$/.test(step))).toHaveLength(2);
  expect(steps.filter((step) => /^remedy\/\d{4}-\d$/.test(step))).toHaveLength(1);
  expect(review.answers.map(({ value }) => value.text)).toContain(
    `${CANARY} ${withRemedy}: Tư tưởng chính trị`,
  );

  await admin(['export', '--unit', 'DB', '--out', at('reviews')]);
  expect(readdirSync(at('reviews')).sort()).toEqual(joined.map(({ person }) => `${person}.json`).sort());
  expect(JSON.parse(readFileSync(at(`reviews/${withRemedy}.json`), 'utf8'))).toEqual(review);
  expect(statSync(at('reviews')).mode & 0o777).toBe(0o700);
  expect(await admin(['export', '--unit', 'DB', '--out', at('reviews')], 1)).toContain('không ghi đè');

  const said = programs.map((program) => program.output()).join('\n');
  const told = said + readFileSync(at('logs/app.log'), 'utf8');
  for (const secret of [emulator.token.split(':')[1] ?? '', CANARY, ...invitations.map(({ code }) => code)]) {
    expect(told).not.toContain(secret);
    expect(told).not.toContain(secret.replaceAll('-', ''));
  }
}, 180_000);

test('a list with mistakes is refused as a whole, and a second one changes what changed, shown beforehand', async () => {
  await admin(['template', '--out', at('template.xlsx')]);
  const sheets = memberList(40);
  const wrong = structuredClone(sheets);
  (wrong.nguoi?.[3] as string[])[2] = '31/02/1975';
  (wrong['cam-ket']?.[0] as string[])[0] = '9999';
  const refused = await admin(['import', await fillIn('wrong.xlsx', wrong)], 1);
  expect(refused).toContain('nguoi · dòng 5 · cột “Ngày sinh”: Đây không phải là ngày có thật');
  expect(refused).toContain('cam-ket · line 2 · column “Mã cá nhân”: The code 9999');
  expect(refused).toContain('Có 2 lỗi');
  expect((await admin(['people', '--json'])).trim()).toBe('[]');

  await admin(['import', await fillIn('list.xlsx', sheets)]);
  (sheets.nguoi?.[3] as string[])[1] = 'Nguyễn Văn Đổi Tên';
  const renamed = await fillIn('renamed.xlsx', sheets);
  const preview = await admin(['import', renamed, '--dry-run']);
  expect(preview).toContain('nguoi 0004 · Họ và tên: “Nguyễn Văn 0004” → “Nguyễn Văn Đổi Tên”');
  expect(await admin(['people'])).not.toContain('Đổi Tên');
  expect(await admin(['import', renamed])).toMatch(/nguoi +0 +1 +39/);
  expect(await admin(['people'])).toMatch(/0004 +Nguyễn Văn Đổi Tên/);
}, 120_000);

test('a cycle is opened, listed, and closed only by somebody who knows who has not handed in', async () => {
  await admin(['template', '--out', at('template.xlsx')]);
  await admin(['import', await fillIn('list.xlsx', memberList(20))]);
  expect(await admin(['cycle', 'open', PACK, '--unit', 'KHONG-CO'], 1)).toContain('mã KHONG-CO');
  expect(await admin(['invite', '--out', at('early.xlsx')], 1)).toContain('Không có ai cần mời');
  await admin(['cycle', 'open', PACK, '--unit', 'DB', '--year', '2026', '--yes']);
  expect(await admin(['cycle', 'list'])).toMatch(/DB-2026 .*đang mở .* 20 +0\n/);
  expect(await admin(['cycle', 'close', 'DB-2026'], 1)).toContain('còn 20 người chưa nộp');
  expect(await admin(['cycle', 'close', 'DB-2026', '--yes'])).toContain('Đã đóng kỳ DB-2026');
  const afterwards = await admin(['people']);
  expect(afterwards.match(/chưa bắt đầu/g)).toHaveLength(20);
  expect(afterwards).toContain('kỳ DB-2026 đã đóng; bảng này cho biết mỗi người đã làm đến đâu');
  expect(await admin(['cycle', 'list'])).toMatch(/DB-2026 .*đã đóng .* 20 +0\n/);
}, 120_000);

test('beside the sample nothing else is imported, and it is said how to begin', async () => {
  await run('bot/main.ts').says(/http:\/\/127\.0\.0\.1/);
  await admin(['template', '--out', at('template.xlsx')]);
  const refused = await admin(['import', await fillIn('list.xlsx', memberList(20))], 1);
  expect(refused).toContain('đang có tổ chức mẫu');
  expect(refused).toContain(`rm -r ${at('data')}`);
  expect(await admin(['people'])).not.toContain('Sông Nhị');
}, 120_000);
