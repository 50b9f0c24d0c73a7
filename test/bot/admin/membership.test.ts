import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../../flows/rules/calendar.ts';
import { formatDate } from '../../../handlers/words/dates.ts';
import { findPerson } from '../../../models/organisation/person.ts';
import { administeredOffice } from '../../support/admin.ts';
import { operate } from '../../support/commands.ts';
import { importAll, table } from '../../support/organisation.ts';

const office = administeredOffice();

async function memberships(person: string) {
  return (await findPerson(office.database, { person }))?.memberships;
}

test('a person leaves, and is taken in again without a trace', async () => {
  const said = await office.admin([
    ...['leave', '--person', 'P2', '--on', '20/11/2026', '--why', 'chuyển sinh hoạt'],
  ]);
  expect(said).toContain('P2 rời TD từ ngày 20/11/2026');
  const again = ['leave', '--person', 'P2', '--on', '20/11/2026', '--why', 'died'];
  expect(await office.admin(again, 1)).toContain('ngày cuối cùng là 19/11/2026');
  expect(await memberships('P2')).toEqual([{ unit: 'TD', from: null, to: '2026-11-19', why: 'transferred' }]);
  const back = await office.admin(['join', '--person', 'P2', '--unit', 'TD', '--on', '2026-11-20']);
  expect(back).toContain('P2 vẫn thuộc TD như chưa từng rời');
  expect(await memberships('P2')).toBeUndefined();
}, 60_000);

test('the posts that end when somebody leaves are named', async () => {
  const said = await office.admin(['leave', '--person', 'P1', '--why', 'nghỉ việc']);
  expect(said).toMatch(/Giám đốc \(BGD\), Bí thư Đảng ủy \(DU\)/);
}, 60_000);

test('whoever has left is listed only where that is asked for', async () => {
  const payload = { person: 'P2', on: '2026-11-20', why: 'transferred' } as const;
  await operate(office, { name: 'end-membership', payload });
  expect(await office.admin(['people'])).not.toContain('Trần Thị Hai');
  expect(await office.admin(['people', '--state', 'left'])).toMatch(/chuyển sinh hoạt.*19\/11\/2026.*P2/);
}, 60_000);

test('a person moves, and is listed in the old unit as moved away', async () => {
  await office.admin(['move', '--person', 'P2', '--to', 'CB']);
  const today = dayOf(new Date());
  expect(await memberships('P2')).toMatchObject([{ unit: 'TD' }, { unit: 'CB', from: today }]);
  const lastDay = formatDate(addDays(today, -1), 'vi').replaceAll('/', '\\/');
  await importAll(office, [table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'])]);
  const corrected = await office.admin(['move', '--person', 'P2', '--to', 'CB2']);
  expect(corrected).toContain('Lần vào CB ghi cùng ngày đó được thay bằng lần này');
  await office.admin(['move', '--person', 'P2', '--to', 'CB']);
  const line = new RegExp(`đã chuyển đi.*${lastDay}.*Chi bộ Một`);
  expect(await office.admin(['people', '--unit', 'TD'])).toMatch(line);
}, 60_000);

test('a day or a reason that is none is told with what is right', async () => {
  const args = ['leave', '--person', 'P2', '--why'];
  expect(await office.admin([...args, 'đi chơi'], 1)).toContain('Qua đời');
  expect(await office.admin([...args, 'died', '--on', '31/11/2026'], 1)).toContain('2026-12-31');
  const absurd = await office.admin([...args, 'died', '--on', '01/01/1900'], 1);
  expect(absurd).toContain('Không ghi được ngày 01/01/1900: ở đây chỉ nhận từ ngày 31/12/1985 đến ngày');
  expect(await memberships('P2')).toBeUndefined();
}, 60_000);
