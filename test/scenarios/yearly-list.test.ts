import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cell, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf } from '../../flows/rules/calendar.ts';
import { TABLES } from '../../handlers/import/tables.ts';
import { listAskedPeople } from '../../handlers/queries/asked-people.ts';
import { listAllPosts } from '../../models/organisation/post.ts';
import { openCycle } from '../../models/review/open-cycle.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, newest, openPlainChat, textOf } from '../contracts/chat.ts';
import { createTestApp } from '../support/app.ts';
import { draftText } from '../support/drafts.ts';
import { writtenIn } from '../support/encoded-text.ts';
import { importAll, type Office, table } from '../support/organisation.ts';
import { PLAN_58, packFrom } from '../support/packs.ts';
import { createPlainChannel } from '../support/plain-channel.ts';
import { runProgram } from '../support/run-app.ts';
import { waitUntil } from '../support/wait-until.ts';

/** 300 people in ten chi bộ of thirty; the first of each heads its chi ủy, the second is the deputy. */
const CELLS = 10;
const IN_CELL = 30;
const PEOPLE = Array.from({ length: CELLS * IN_CELL }, (_, place) => ({
  code: `N${String(place + 1).padStart(3, '0')}`,
  name: `${['Nguyễn', 'Trần', 'Đặng', 'Vũ', 'Hoàng'][place % 5]} Hữu ${['Tuấn', 'Đức', 'Hạnh'][place % 3]}`,
  born: `${String((place % 28) + 1).padStart(2, '0')}/${String((place % 12) + 1).padStart(2, '0')}/${1960 + (place % 40)}`,
  cell: `CB${Math.floor(place / IN_CELL) + 1}`,
}));
/** Every 15th, and the head of the first chi bộ. */
const LEAVERS = [...PEOPLE.filter((_, place) => place % 15 === 14).slice(0, 19), PEOPLE[0]].map(
  (one) => one?.code,
);
const MOVERS = PEOPLE.filter((_, place) => place % 20 === 7).map(({ code }) => code);
const WRITERS = ['N001', 'N002', 'N015', 'N008', 'N031', 'N063', 'N100'];
const YEAR = new Date().getFullYear();

const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-list-'));
const channel = createPlainChannel(() => new Date());
const testApp = createTestApp({
  environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
  channels: () => [channel],
});
let office: Office;

beforeAll(async () => {
  await testApp.start();
  const { database } = testApp.app();
  office = { database, keys: createKeyRing(CONTRACT_KEYS), now: new Date() };
  const cells = Array.from({ length: CELLS }, (_, place) => String(place + 1));
  await importAll(office, [
    table(
      'units',
      ['NL', 'Đảng bộ Nhà máy', 'Đảng bộ cơ sở', ''],
      ...cells.map((cell) => [`CB${cell}`, `Chi bộ ${cell}`, 'Chi bộ', 'NL']),
    ),
    table('collectives', ...cells.map((cell) => [`CU${cell}`, `Chi ủy ${cell}`, 'Chi ủy', `CB${cell}`])),
    table(
      'people',
      ...PEOPLE.map(({ code, name, born, cell }) => [
        code,
        name,
        born,
        'Đảng viên chính thức',
        cell,
        'Không',
        '',
      ]),
    ),
    table(
      'posts',
      ...cells.flatMap((cell, place) => [headOf(place * IN_CELL, cell), deputyOf(place * IN_CELL + 1, cell)]),
    ),
  ]);
  await openCycle(database, { unit: 'NL', year: YEAR, pack: packFrom(PLAN_58), now: new Date() });
}, 120_000);
afterAll(async () => {
  await testApp.end();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function headOf(place: number, cell: string): string[] {
  return [PEOPLE[place]?.code ?? '', `CU${cell}`, 'Cấp trưởng', 'Bí thư chi bộ', 'Đảng'];
}

function deputyOf(place: number, cell: string): string[] {
  return [PEOPLE[place]?.code ?? '', `CU${cell}`, 'Cấp phó', 'Phó bí thư chi bộ', 'Đảng'];
}

/** The list as the office sends it: titles above, other headers, some names in TCVN3 and in VNI, movers elsewhere. */
async function yearlyList(): Promise<string> {
  const listed = PEOPLE.filter(({ code }) => !LEAVERS.includes(code));
  const headers = Object.values(TABLES.people.columns)
    .slice(0, 7)
    .map((name) => ` ${name.toUpperCase()}\u00a0*`);
  const cells = new Map<string, Partial<Cell>>();
  const rows = listed.map(({ code, name, born, cell }, place) => {
    const encoding = (
      [
        ['TCVN3', '.VnTime'],
        ['VNI', 'VNI-Times'],
      ] as const
    )[place % 10];
    if (encoding !== undefined) {
      const value = name
        .split(' ')
        .map((word) => writtenIn(word, encoding[0]))
        .join(' ');
      cells.set(`${place + 4},2`, { value, style: { font: { name: encoding[1] } } });
    }
    const home = MOVERS.includes(code) ? `CB${(Number(cell.slice(2)) % CELLS) + 1}` : cell;
    return [place + 1, code, name, born, 'Đảng viên chính thức', home, 'Không', ''];
  });
  const sheets = [
    {
      name: 'Người',
      rows: [['ĐẢNG BỘ NHÀ MÁY'], [`DANH SÁCH ĐẢNG VIÊN NĂM ${YEAR}`], [], ['STT', ...headers], ...rows],
      cells,
    },
    {
      name: 'Chức vụ',
      rows: [
        Object.values(TABLES.posts.columns).slice(0, 5),
        // The head left; the deputy and the head change places; one from below takes over and the head stays a member.
        ['N002', 'CU1', 'Cấp trưởng', 'Bí thư chi bộ', 'Đảng'],
        ['N032', 'CU2', 'Cấp trưởng', 'Bí thư chi bộ', 'Đảng'],
        ['N031', 'CU2', 'Cấp phó', 'Phó bí thư chi bộ', 'Đảng'],
        ['N063', 'CU3', 'Cấp trưởng', 'Bí thư chi bộ', 'Đảng'],
        ['N061', 'CU3', 'Thành viên', 'Chi ủy viên', 'Đảng'],
      ],
    },
  ];
  const file = join(folder, 'danh-sach.xlsx');
  writeFileSync(file, await writeXlsx({ sheets }));
  return file;
}

async function admin(args: readonly string[], code: number): Promise<string> {
  const program = runProgram({
    ...{ file: 'bot/admin.ts', args },
    environment: {
      SERVICES_DIR: folder,
      MONGODB_URI: testApp.mongodbUri,
      ENCRYPTION_KEYS: CONTRACT_KEYS,
    },
  });
  expect(await program.ended, program.output()).toBe(code);
  return program.output();
}

test('the yearly list of 300 people, dirty and in the middle of a cycle: leavers, movers and new heads are taken, and nobody loses a word', async () => {
  const chats = new Map<string, Chat>();
  for (const person of WRITERS) {
    await testApp.link('plain', person);
    const chat = openPlainChat(() => channel, person);
    chats.set(person, chat);
    await chat.write('menu');
    await chat.press('Bắt đầu');
    await chat.write(`Câu trả lời của ${person}, viết trước khi có danh sách mới.`);
  }
  const file = await yearlyList();
  const list = ['import', file, '--as-full-list', '--unit', 'NL', '--convert'];

  const asked = await admin(list, 1);
  for (const code of LEAVERS) expect(asked).toContain(`--left ${code}=`);
  expect(await office.database.people.countDocuments({ memberships: { $exists: true } })).toBe(0);
  await admin([...list, ...LEAVERS.flatMap((code) => ['--left', `${code}=nghỉ việc`])], 0);

  const asking = await listAskedPeople(office.database, { day: dayOf(new Date()) });
  const ours = asking.filter(({ cycle }) => cycle.unit === 'NL').map(({ person }) => person);
  expect(ours.map(({ _id }) => _id)).toEqual(
    PEOPLE.map(({ code }) => code).filter((code) => !LEAVERS.includes(code)),
  );
  expect(ours.map(({ name }) => name)).toEqual(
    PEOPLE.filter(({ code }) => !LEAVERS.includes(code)).map(({ name }) => name),
  );
  const moved = ours.filter((person) => person.unit !== PEOPLE.find(({ code }) => code === person._id)?.cell);
  expect(moved.map(({ _id }) => _id)).toEqual(MOVERS.filter((code) => !LEAVERS.includes(code)));
  const held = await listAllPosts(office.database, { day: dayOf(new Date()) });
  const heads = held.filter(({ role }) => role === 'head');
  const headsOf = Object.fromEntries(heads.map(({ collective, person }) => [collective, person]));
  expect(headsOf).toMatchObject({ CU1: 'N002', CU2: 'N032', CU3: 'N063', CU4: 'N091' });

  for (const person of WRITERS) {
    expect(await draftText(testApp, { person, step: 'politics', keys: CONTRACT_KEYS })).toBe(
      `Câu trả lời của ${person}, viết trước khi có danh sách mới.`,
    );
  }
  for (const [person, chat] of chats) {
    if (LEAVERS.includes(person)) {
      await waitUntil('the word to who has left', async () => {
        await chat.write('menu');
        return textOf(await newest(chat)).includes('không còn sinh hoạt ở đây');
      });
    } else {
      await chat.write(`Viết thêm sau khi có danh sách mới.`);
      expect(await draftText(testApp, { person, step: 'politics', keys: CONTRACT_KEYS })).toContain(
        'sau khi có danh sách mới',
      );
    }
  }
}, 300_000);
