import { beforeEach, expect, test } from 'vitest';
import { addDays, dayOf } from '../../../flows/rules/calendar.ts';
import { formatDate } from '../../../handlers/words/dates.ts';
import { findPerson } from '../../../models/organisation/person.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { administeredOffice } from '../../support/admin.ts';
import { importAll, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = administeredOffice();
const VISIT = ['--person', 'P2', '--unit', 'CB2'];

beforeEach(async () => {
  await importAll(office, [table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'])]);
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: office.now });
});

async function temporary() {
  return (await findPerson(office.database, { person: 'P2' }))?.temporary;
}

test('somebody takes part elsewhere for a time, which the lists of both units mark, until it ends', async () => {
  const until = addDays(dayOf(new Date()), 300);
  const days = ['--from', '01/11/2026', '--to', until];
  const said = await office.admin(['temporary', 'start', ...VISIT, ...days]);
  expect(said).toContain(
    `P2 (thuộc TD) sinh hoạt tạm thời tại CB2 từ ngày 01/11/2026 đến hết ngày ${formatDate(until, 'vi')}`,
  );
  expect(await temporary()).toEqual([{ unit: 'CB2', from: '2026-11-01', to: until }]);

  expect(await office.admin(['people', '--unit', 'TD'])).toMatch(/chưa bắt đầu \(tạm thời: CB2\) .*P2/);
  expect(await office.admin(['people', '--unit', 'CB2'])).toMatch(/tạm thời, chưa nộp .*P2 .*Tổ đảng Một/);
  expect(await office.admin(['people', '--unit', 'CB2', '--state', 'tạm thời'])).toContain('P2');
  const rows = JSON.parse(await office.admin(['people', '--unit', 'TD', '--json'])) as object[];
  expect(rows).toMatchObject([{ code: 'P2', temporary: [{ unit: 'CB2', name: 'Chi bộ Hai' }] }]);

  expect(await office.admin(['temporary', 'end', ...VISIT, '--to', '30/11/2026'])).toContain(
    'P2 thôi sinh hoạt tạm thời tại CB2, ngày cuối cùng là 30/11/2026',
  );
  expect(await temporary()).toMatchObject([{ to: '2026-11-30' }]);
}, 120_000);

test('what cannot be is refused with what to do', async () => {
  await office.admin(['temporary', 'start', ...VISIT]);
  await importAll(office, [table('units', ['CB3', 'Chi bộ Ba', 'Chi bộ', 'DB'])]);
  const said = await office.admin(['temporary', 'start', '--person', 'P2', '--unit', 'CB3'], 1);
  expect(said).toContain('đã sinh hoạt tạm thời tại Chi bộ Hai');
  expect(said).toContain('npm run admin -- temporary end --person P2');
  expect(await office.admin(['temporary', 'end', '--person', 'P2', '--unit', 'CB3'], 1)).toContain(
    'P2 chưa được ghi sinh hoạt tạm thời tại CB3',
  );
}, 120_000);
