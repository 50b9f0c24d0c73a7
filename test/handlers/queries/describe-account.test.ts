import { expect, test } from 'vitest';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { type AuditEntry, insertAuditEvent } from '../../../models/audit-event.ts';
import { difficultyContext } from '../../../models/review/difficulty.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach();

test('difficulties count as data about whoever reported them, and whoever answered them', async () => {
  const { database, keys } = office;
  const seal = (id: string, text: 'text' | 'answer') => keys.seal('Vướng', difficultyContext(id, text));
  const of = { v: 1 as const, salt: 's', collective: null, unit: 'CB', offices: ['DU'], revision: 0 };
  const at = { askedAt: NOW, recordedAt: NOW };
  const answer = { by: 'P1', text: seal('d1', 'answer'), answeredAt: NOW };
  await database.difficulties.create([
    { ...of, ...at, _id: 'd1', asker: 'P2', text: seal('d1', 'text'), answer },
    { ...of, ...at, _id: 'd2', asker: 'P2', text: seal('d2', 'text'), answer: null },
  ]);
  const describeAccount = createDescribeAccount({ ...office, now: () => office.now });
  expect(await describeAccount('P2')).toMatchObject({
    difficulties: { reported: 2, waiting: 1, answered: 0 },
  });
  expect(await describeAccount('P1')).toMatchObject({
    difficulties: { reported: 0, waiting: 0, answered: 1 },
  });
});

test('that somebody is known by a personal number is told, and no number', async () => {
  const row = ['P1', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'CB', 'Không', 'CT'];
  await importAll(office, [table('people', [...row, '', '', '', '001070012345'])]);
  const describeAccount = createDescribeAccount({ ...office, now: () => office.now });
  const account = await describeAccount('P1');
  expect(account).toMatchObject({ knownByNumber: true });
  expect(JSON.stringify(account)).not.toContain('001070012345');
  expect(await describeAccount('P2')).not.toHaveProperty('knownByNumber');
});

test('what was done is told with names and years as people know them, and by whom', async () => {
  const { database } = office;
  const [day, cycle] = ['2026-12-01', 'DB-2026'];
  await openCycle(database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
  const events: Pick<AuditEntry, '_id' | 'kind' | 'people' | 'facts' | 'actor'>[] = [
    {
      ...{ _id: 'e1', kind: 'membership-moved', people: ['P2'], facts: { from: 'CB', unit: 'DB', on: day } },
      actor: { kind: 'person', person: 'P1' },
    },
    {
      ...{ _id: 'e2', kind: 'delegate-named', people: ['P2', 'P3'] },
      ...{ facts: { cycle, member: 'P2', delegate: 'P3' }, actor: { kind: 'person', person: 'P2' } },
    },
  ];
  for (const [minute, event] of events.entries()) {
    const entry = { ...event, at: new Date(NOW.getTime() + minute), contents: {} };
    await database.transaction((session) => insertAuditEvent(office, { entry, session }));
  }
  const describeAccount = createDescribeAccount({ ...office, now: () => office.now });
  const told = (account: Awaited<ReturnType<typeof describeAccount>>) =>
    account?.events.map(({ at: _at, kind: _kind, ...event }) => event);
  expect(told(await describeAccount('P2'))).toEqual([
    { by: 'self', facts: { cycle: '2026', member: 'P2', delegate: expect.stringContaining(' ') } },
    { by: 'other', name: 'Nguyễn Văn Một', facts: { from: 'Chi bộ Một', unit: 'Đảng bộ Công ty', on: day } },
  ]);
  expect(told(await describeAccount('P3'))).toMatchObject([
    { by: 'other', name: 'Trần Thị Hai', facts: { member: 'Trần Thị Hai', delegate: 'P3' } },
  ]);
});
