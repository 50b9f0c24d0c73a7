import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CommandName, PayloadOf } from '../../../handlers/commands/catalogue.ts';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { listAskedPeople } from '../../../handlers/queries/asked-people.ts';
import { listLedCollectives } from '../../../handlers/queries/led-collectives.ts';
import { findPersonCard } from '../../../handlers/queries/list-people.ts';
import { loadSubject } from '../../../handlers/queries/load-subject.ts';
import { findMember } from '../../../handlers/queries/members.ts';
import { listPosts } from '../../../models/organisation/post.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { OPERATOR, operate, recordedOf } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const LAST_DAY = '2026-11-22';
const TODAY = '2026-11-23';
const POST = { person: 'P3', collective: 'BGD' };

const office = officeForEach();

const refusalOf = async <Name extends CommandName>(name: Name, payload: PayloadOf<Name>) => {
  const end = await runCommand<Name>(office, { id: randomUUID(), actor: OPERATOR, name, payload });
  return end.status === 'refused' ? end : end.status;
};

test('a post counts on its last day, and from the day after it gives no role and asks for no review', async () => {
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
  await operate(office, { name: 'end-post', payload: { ...POST, to: LAST_DAY } });

  const found = [];
  for (const day of [LAST_DAY, TODAY]) {
    const asked = await listAskedPeople(office.database, { day });
    const subject = await loadSubject(office, { person: 'P3', cycle: { year: 2026 }, day });
    const led = await listLedCollectives(office.database, { person: 'P3', day });
    const card = await findPersonCard(office.database, { person: 'P3', day });
    found.push([
      asked.map(({ person }) => person._id),
      subject?.roles,
      led.map(({ code }) => code),
      card?.posts,
    ]);
  }
  expect(found).toEqual([
    [['P1', 'P2', 'P3'], ['leader'], ['BGD'], ['Phó Giám đốc']],
    [['P1', 'P2'], [], [], []],
  ]);
  expect(await office.database.posts.findById('P3/BGD').lean()).toMatchObject({
    ...{ role: 'deputy', title: 'Phó Giám đốc', to: LAST_DAY },
  });
});

test('somebody whose post has ended speaks for its collective no longer', async () => {
  const report = () =>
    runCommand<'report-difficulty'>(office, {
      ...{ id: randomUUID(), actor: { kind: 'person', person: 'P3' }, name: 'report-difficulty' },
      payload: { id: randomUUID(), ...POST, text: 'Thiếu người.', askedAt: NOW },
    });
  const before = await report();
  await operate(office, { name: 'end-post', payload: { ...POST, to: LAST_DAY } });
  const after = await report();

  expect(recordedOf([before, after])).toEqual([true, false]);
  expect(after).toMatchObject({ reason: 'not-allowed' });
});

test('what cannot be is refused by name, and a second time changes nothing', async () => {
  const end = (payload: PayloadOf<'end-post'>) => refusalOf('end-post', payload);
  expect(await end({ person: 'P2', collective: 'BGD', to: TODAY })).toMatchObject({
    ...{ reason: 'post-unknown', details: { person: 'P2', collective: 'BGD' } },
  });
  const first = { ...POST, role: 'deputy', title: 'Phó', branch: 'government', from: TODAY } as const;
  await operate(office, { name: 'start-post', payload: first });
  expect(await end({ ...POST, to: LAST_DAY })).toMatchObject({ reason: 'post-ends-before-it-begins' });
  expect(await end({ ...POST, to: TODAY })).toBe('recorded');
  await operate(office, { name: 'end-post', payload: { ...POST, to: TODAY } });
  expect(await office.database.auditEvents.countDocuments({ kind: 'post-ended' })).toBe(1);
});

test('a post is begun in place of the one that is held', async () => {
  const begun = { ...POST, role: 'member', title: 'Cố vấn', branch: 'government' } as const;
  const start = (payload: PayloadOf<'start-post'>) => refusalOf('start-post', payload);
  expect(await start({ ...begun, collective: 'X', from: TODAY })).toMatchObject({
    reason: 'collective-unknown',
  });
  expect(await start({ ...begun, person: 'X', from: TODAY })).toMatchObject({ reason: 'person-unknown' });
  expect(await start({ ...begun, branch: 'party', from: TODAY })).toMatchObject({ reason: 'not-a-member' });
  expect(await start({ ...begun, role: 'head', from: TODAY })).toMatchObject({
    reason: 'second-head',
    details: { person: 'P3', name: 'Lê Văn Ba', other: 'P1', otherName: 'Nguyễn Văn Một' },
  });
  expect(await start({ ...begun, from: TODAY })).toBe('recorded');
  expect(await office.database.posts.findById('P3/BGD').lean()).toEqual({
    ...{ _id: 'P3/BGD', ...begun, from: TODAY },
    earlier: [{ role: 'deputy', title: 'Phó Giám đốc', branch: 'government' }],
  });
});

const heldOn = async (day: string, person = 'P3') =>
  (await listPosts(office.database, { people: [person], day })).map(({ title, to }) => [title, to]);

test('a post of a day to come is held from that day on, and until then the one before', async () => {
  const begun = { ...POST, role: 'member', title: 'Cố vấn', branch: 'government' } as const;
  const { result } = await operate(office, { name: 'start-post', payload: { ...begun, from: '2026-12-01' } });
  expect(result).toEqual({ replaced: 'Phó Giám đốc' });
  expect(await heldOn(TODAY)).toEqual([['Phó Giám đốc', '2026-11-30']]);
  expect(await heldOn('2026-11-30')).toEqual([['Phó Giám đốc', '2026-11-30']]);
  expect(await heldOn('2026-12-01')).toEqual([['Cố vấn', undefined]]);
  const member = await findMember(office.database, 'P3');
  const rolesOn = async (day: string) =>
    (await loadSubject(office, { person: 'P3', ...(member && { member }), cycle: { year: 2026 }, day }))
      ?.roles;
  expect([await rolesOn(TODAY), await rolesOn('2026-12-01')]).toEqual([['leader'], ['leader']]);

  // Recorded for an earlier day, it is the same post with another first day.
  await operate(office, { name: 'start-post', payload: { ...begun, from: '2026-11-25' } });
  expect(await heldOn('2026-11-24')).toEqual([['Phó Giám đốc', '2026-11-24']]);
  expect(await heldOn('2026-11-30')).toEqual([['Cố vấn', undefined]]);
});

test('a post that was recorded by mistake is taken back once, and the one before is held as it was', async () => {
  const begun = { ...POST, role: 'member', title: 'Cố vấn', branch: 'government', from: TODAY } as const;
  await operate(office, { name: 'start-post', payload: begun });
  const back = (from?: string) => refusalOf('end-post', { ...POST, to: 'never-was', ...(from && { from }) });
  expect(await back()).toMatchObject({ reason: 'post-changed' });
  expect(await back(LAST_DAY)).toMatchObject({ reason: 'post-changed' });
  const before = await office.database.auditEvents.countDocuments({ kind: 'post-ended' });
  const end = await operate(office, { name: 'end-post', payload: { ...POST, to: 'never-was', from: TODAY } });
  expect(end).toMatchObject({
    notes: [{ kind: 'post-taken-back' }, { kind: 'post-as-before', values: { title: 'Phó Giám đốc' } }],
    news: [
      { kind: 'post-taken-back-to', people: ['P3'], values: { title: 'Cố vấn', former: 'Phó Giám đốc' } },
    ],
  });
  expect(await heldOn(TODAY)).toEqual([['Phó Giám đốc', undefined]]);
  expect(await back(TODAY)).toMatchObject({ reason: 'post-changed' });
  const events = await office.database.auditEvents.find({ kind: 'post-ended' }).lean();
  expect(events.slice(before).map(({ facts }) => facts)).toEqual([
    { collective: 'BGD', firstWas: '23/11/2026' },
  ]);

  const first = {
    person: 'P2',
    collective: 'BGD',
    role: 'member',
    title: 'Trợ lý',
    branch: 'government',
  } as const;
  await operate(office, { name: 'start-post', payload: { ...first, from: TODAY } });
  await operate(office, {
    ...{ name: 'end-post', payload: { person: 'P2', collective: 'BGD', to: 'never-was', from: TODAY } },
  });
  expect(await office.database.posts.findById('P2/BGD').lean()).toBeNull();
});

test('the end of a post is taken back, unless somebody else heads its collective by then', async () => {
  await operate(office, { name: 'end-post', payload: { ...POST, to: LAST_DAY } });
  const again = await operate(office, { name: 'end-post', payload: { ...POST, to: 'goes-on' } });
  expect(again).toMatchObject({ result: { before: LAST_DAY }, news: [{ kind: 'post-goes-on' }] });
  expect(await heldOn(TODAY)).toEqual([['Phó Giám đốc', undefined]]);
  expect(await refusalOf('end-post', { ...POST, to: 'goes-on' })).toBe('recorded');
  expect(await office.database.auditEvents.countDocuments({ kind: 'post-ended' })).toBe(2);

  const head = { role: 'head', title: 'Giám đốc', branch: 'government' } as const;
  await operate(office, { name: 'end-post', payload: { person: 'P1', collective: 'BGD', to: LAST_DAY } });
  await operate(office, { name: 'start-post', payload: { ...POST, ...head, from: TODAY } });
  expect(await refusalOf('end-post', { person: 'P1', collective: 'BGD', to: 'goes-on' })).toMatchObject({
    reason: 'second-head',
    details: { other: 'P3' },
  });
});

test('a deputy does not change the post of the head beside them; who leads above does', async () => {
  const { database } = office;
  const head = { role: 'head', title: 'Bí thư Chi bộ', branch: 'party' } as const;
  await importAll(office, [
    table('collectives', ['CU', 'Chi ủy Một', 'Chi ủy', 'CB']),
    table('posts', ['P2', 'CU', 'Cấp trưởng', 'Bí thư Chi bộ', 'Đảng']),
    table('people', ['P4', 'Phạm Văn Bốn', '1980', 'Đảng viên chính thức', 'CB', 'Không', 'CT']),
  ]);
  const of = { collective: 'CU', bodies: ['CU', 'DU'] };
  const deputy = { ...of, person: 'P4', role: 'deputy', title: 'Phó Bí thư', branch: 'party' } as const;
  await operate(office, { name: 'start-post', payload: { ...deputy, from: TODAY } });
  const as = async <Name extends CommandName>(person: string, name: Name, payload: PayloadOf<Name>) => {
    const actor = { kind: 'person', person } as const;
    const end = await runCommand<Name>(office, { id: randomUUID(), actor, name, payload });
    return end.status === 'refused' ? end.reason : end.status;
  };
  const end = { ...of, person: 'P2', to: TODAY };
  expect(await as('P4', 'end-post', end)).toBe('post-of-head');
  const member = { ...of, person: 'P2', role: 'member', title: 'Chi ủy viên', branch: 'party' } as const;
  expect(await as('P4', 'start-post', { ...member, from: TODAY })).toBe('post-of-head');
  expect(await heldOn('2026-12-01', 'P2')).toEqual([['Bí thư Chi bộ', undefined]]);

  // Where somebody else heads it already, they are not sent to what they may not do.
  const other = { ...of, ...head, person: 'P1', from: TODAY };
  expect(await as('P4', 'start-post', other)).toBe('second-head-above');
  expect(await as('P2', 'start-post', other)).toBe('second-head-self');
  expect(await as('P1', 'end-post', end)).toBe('recorded');
  expect(await database.posts.findById('P2/CU').lean()).toMatchObject({ to: TODAY });
});

test('nobody who has left is given a post, holds one longer, or holds one on a day that cannot be', async () => {
  const begun = { ...POST, role: 'member', title: 'Cố vấn', branch: 'government', from: TODAY } as const;
  const start = (from: string) => refusalOf('start-post', { ...begun, from });
  const end = (to: string) => refusalOf('end-post', { ...POST, to });
  const range = { from: '05/06/1990', to: '23/11/2032' };
  for (const day of ['0001-01-01', '1990-06-04', '2032-11-24']) {
    expect(await start(day)).toMatchObject({ reason: 'day-impossible', details: range });
    expect(await end(day)).toMatchObject({ reason: 'day-impossible', details: range });
  }
  const payload = { person: 'P3', on: '2026-11-20', why: 'left-work' } as const;
  await operate(office, { name: 'end-membership', payload });
  const left = { reason: 'left-already', details: { person: 'P3', day: '2026-11-19' } };
  for (const day of ['2026-11-01', TODAY]) expect(await start(day)).toMatchObject(left);
  expect(await end(TODAY)).toMatchObject(left);
  expect(await end('2026-11-19')).toBe('recorded');
});

test('what is replaced is told: the post held before, and the last day recorded before', async () => {
  const begun = { ...POST, role: 'member', title: 'Cố vấn', branch: 'government', from: LAST_DAY } as const;
  const started = await operate(office, { name: 'start-post', payload: begun });
  expect(started.result).toEqual({ replaced: 'Phó Giám đốc' });
  const again = await operate(office, { name: 'start-post', payload: begun });
  expect(again.result).toEqual({ replaced: null });
  expect(await office.database.auditEvents.countDocuments({ kind: 'post-started' })).toBe(1);
  await operate(office, { name: 'end-post', payload: { ...POST, to: LAST_DAY } });
  const ended = await operate(office, { name: 'end-post', payload: { ...POST, to: TODAY } });
  expect(ended.result).toEqual({ title: 'Cố vấn', before: LAST_DAY });
  const told = [started, ended].map((end) => end.status === 'recorded' && end.news);
  expect(told).toMatchObject([
    [{ kind: 'post-begins', values: { day: LAST_DAY } }],
    [{ kind: 'post-ends', values: { day: TODAY, before: LAST_DAY } }],
  ]);
});

test('of two who are made head at the same moment one is refused', async () => {
  await operate(office, { name: 'end-post', payload: { person: 'P1', collective: 'BGD', to: LAST_DAY } });
  const head = { collective: 'BGD', role: 'head', title: 'Giám đốc', branch: 'government' } as const;
  const ends = await Promise.all(
    [
      { ...head, person: 'P2', from: TODAY },
      { ...head, person: 'P3', from: LAST_DAY },
    ].map((payload) =>
      runCommand<'start-post'>(office, { id: randomUUID(), actor: OPERATOR, name: 'start-post', payload }),
    ),
  );
  expect(recordedOf(ends).toSorted()).toEqual([false, true]);
});
