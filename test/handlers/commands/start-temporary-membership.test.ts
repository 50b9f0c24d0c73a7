import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandName, PayloadOf } from '../../../handlers/commands/catalogue.ts';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import { listUntold } from '../../../models/command.ts';
import { findPerson } from '../../../models/organisation/person.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { OPERATOR, operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const TODAY = '2026-11-23';
/** P2 belongs to the group of Chi bộ Một, which P4 leads; P5 leads Chi bộ Hai; P1 leads the committee above both. */
const office = officeForEach();
const START = { person: 'P2', unit: 'CB2', from: '2026-11-01', to: null };

beforeEach(async () => {
  await importAll(office, [
    table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'], ['CB3', 'Chi bộ Ba', 'Chi bộ', 'DB']),
    table('collectives', ['CU', 'Chi ủy Một', 'Chi ủy', 'CB'], ['CU2', 'Chi ủy Hai', 'Chi ủy', 'CB2']),
    table(
      'people',
      ['P4', 'Phạm Thị Bốn', '1/1/1980', 'Đảng viên chính thức', 'CB', 'Không', ''],
      ['P5', 'Vũ Văn Năm', '1/1/1981', 'Đảng viên chính thức', 'CB2', 'Không', ''],
    ),
    table(
      'posts',
      ['P4', 'CU', 'Cấp trưởng', 'Bí thư Chi bộ Một', 'Đảng'],
      ['P5', 'CU2', 'Cấp trưởng', 'Bí thư Chi bộ Hai', 'Đảng'],
    ),
  ]);
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: office.now });
});

const temporary = async () => (await findPerson(office.database, { person: 'P2' }))?.temporary;

/** What became of a command: recorded, or why it was refused and with which details. */
async function end<Name extends CommandName>(name: Name, payload: PayloadOf<Name>, by?: string) {
  const actor = by === undefined ? OPERATOR : ({ kind: 'person', person: by } as const);
  const done = await runCommand<Name>(office, { id: randomUUID(), actor, name, payload });
  return done.status === 'refused' ? { reason: done.reason, details: done.details } : done.status;
}

async function newsOf(name: CommandName) {
  const told = await listUntold(office.database, { until: office.now });
  const found = told.find((command) => command.name === name);
  return found?.outcome.status === 'recorded' ? found.outcome.news : undefined;
}

test('who takes part elsewhere for a time stays where they are asked, and both units and they are told', async () => {
  const before = await findPerson(office.database, { person: 'P2' });
  await operate(office, { name: 'start-temporary-membership', payload: START });
  const { person: _person, ...stay } = START;
  expect(await findPerson(office.database, { person: 'P2' })).toEqual({ ...before, temporary: [stay] });
  const day = '2026-11-01';
  const about = { name: 'Trần Thị Hai', home: 'Tổ đảng Một', unit: 'Chi bộ Hai', day };
  expect(await newsOf('start-temporary-membership')).toMatchObject([
    { kind: 'temporary-begun', people: ['P2'], values: { unit: 'Chi bộ Hai', day } },
    { kind: 'member-temporary-away', people: ['P4'], values: about },
    { kind: 'member-temporary-here', people: ['P5'], values: about },
  ]);
});

test('the list of either unit marks them, and the other unit learns no more than whether they handed in', async () => {
  await operate(office, { name: 'start-temporary-membership', payload: START });
  const listed = async (unit?: string) => {
    const states = await listReviewStates(office, { unit, now: office.now });
    return states.find(({ code }) => code === 'P2');
  };
  const away = { unit: 'CB2', name: 'Chi bộ Hai', from: '2026-11-01', to: null };
  expect(await listed('TD')).toMatchObject({ state: 'not-started', temporary: [away] });
  expect(await listed()).toMatchObject({ state: 'not-started', temporary: [away] });
  expect(await listed('CB2')).toEqual({
    ...{ code: 'P2', name: 'Trần Thị Hai', unit: 'Tổ đảng Một', posts: [] },
    ...{ state: 'guest', from: '2026-11-01', to: null, handedIn: false },
  });
  // Where both units are below, the person is listed once.
  expect(await listed('DB')).toMatchObject({ state: 'not-started', temporary: [away] });
});

test('they see it among what is stored about them', async () => {
  await operate(office, { name: 'start-temporary-membership', payload: START });
  const account = await createDescribeAccount({ ...office, now: () => office.now })('P2');
  expect(account?.temporary).toEqual([{ unit: 'Chi bộ Hai', from: '2026-11-01', to: null }]);
});

test('one is ended, corrected and taken back; the same end twice is recorded once', async () => {
  await operate(office, { name: 'start-temporary-membership', payload: START });
  const until = (to: string) =>
    operate(office, { name: 'end-temporary-membership', payload: { person: 'P2', unit: 'CB2', to } });
  await until('2026-11-20');
  expect(await temporary()).toEqual([{ unit: 'CB2', from: '2026-11-01', to: '2026-11-20' }]);
  expect(await newsOf('end-temporary-membership')).toMatchObject([
    { kind: 'temporary-ended', people: ['P2'], values: { unit: 'Chi bộ Hai', day: '2026-11-20' } },
    { kind: 'member-temporary-ended', people: ['P4', 'P5'] },
  ]);
  await until('2026-11-20');
  expect(await office.database.auditEvents.countDocuments({ kind: 'temporary-membership-ended' })).toBe(1);
  const later = await until('2026-12-31');
  expect(await temporary()).toMatchObject([{ to: '2026-12-31' }]);
  const days = { day: '2026-12-31', before: '2026-11-20' };
  expect(later.status === 'recorded' && later.news).toMatchObject([
    { people: ['P2'], values: days },
    { people: ['P4', 'P5'], values: days },
  ]);
  const taken = await until('2026-10-31');
  expect(await temporary()).toBeUndefined();
  expect(taken.status === 'recorded' && taken.news).toMatchObject([
    { kind: 'temporary-taken-back', people: ['P2'], values: { unit: 'Chi bộ Hai' } },
    { kind: 'member-temporary-taken-back', people: ['P4', 'P5'], values: { name: 'Trần Thị Hai' } },
  ]);
});

test('when somebody leaves, those who lead the unit where they took part for a time are told, too', async () => {
  await operate(office, { name: 'start-temporary-membership', payload: START });
  const payload = { person: 'P2', on: TODAY, why: 'transferred' } as const;
  await operate(office, { name: 'end-membership', payload });
  expect(await newsOf('end-membership')).toMatchObject([{ kind: 'member-left', people: ['P4', 'P5'] }]);
});

test('and when it is taken back that somebody leaves, they are told that, too', async () => {
  await operate(office, { name: 'start-temporary-membership', payload: START });
  const on = '2026-12-10';
  await operate(office, { name: 'end-membership', payload: { person: 'P2', on, why: 'transferred' } });
  await operate(office, { name: 'start-membership', payload: { person: 'P2', unit: 'TD', on, leaving: on } });
  expect(await newsOf('start-membership')).toMatchObject([
    { kind: 'you-stay', people: ['P2'] },
    { kind: 'member-stays', people: ['P4', 'P5'] },
  ]);
});

describe('is refused', () => {
  test.each([
    ['a person who is not known', { person: 'P9' }, 'person-unknown'],
    ['a unit that is not known', { unit: 'X' }, 'unit-unknown'],
    ['a unit where no member takes part', { unit: 'CT' }, 'not-a-membership-unit'],
    ['who is no member of the Party', { person: 'P3' }, 'temporary-not-a-member'],
    ['their own unit', { unit: 'TD' }, 'temporary-at-home'],
    ['a last day before the first', { to: '2026-10-31' }, 'temporary-reversed'],
    ['a first day before they were born', { from: '1985-12-30' }, 'day-impossible'],
    ['a last day in a year that cannot be', { to: '2999-12-31' }, 'day-impossible'],
  ])('%s', async (_what, change, reason) => {
    expect(await end('start-temporary-membership', { ...START, ...change })).toMatchObject({ reason });
  });

  test('one on some of the same days as another one, which the sentence names', async () => {
    await operate(office, { name: 'start-temporary-membership', payload: START });
    const payload = { ...START, unit: 'CB3', from: '2026-11-10' };
    expect(await end('start-temporary-membership', payload)).toMatchObject({
      reason: 'temporary-overlap',
      details: { other: 'Chi bộ Hai', from: '01/11/2026', to: '…' },
    });
  });

  test('the end of one that never was', async () => {
    const payload = { person: 'P2', unit: 'CB2', to: TODAY };
    expect(await end('end-temporary-membership', payload)).toMatchObject({ reason: 'temporary-unknown' });
  });
});

describe('once somebody has left', () => {
  const leave = (on: string) =>
    operate(office, { name: 'end-membership', payload: { person: 'P2', on, why: 'transferred' } });
  const finish = (to: string) => end('end-temporary-membership', { person: 'P2', unit: 'CB2', to });

  test('none begins, also on a day before', async () => {
    await leave('2026-11-20');
    for (const from of ['2026-11-01', TODAY]) {
      expect(await end('start-temporary-membership', { ...START, from })).toMatchObject({
        ...{ reason: 'left-already', details: { person: 'P2', day: '2026-11-19' } },
      });
    }
  });

  test('one that ended with it gets no later last day, but an earlier one', async () => {
    await operate(office, { name: 'start-temporary-membership', payload: START });
    await leave('2026-11-20');
    expect(await finish(TODAY)).toMatchObject({ reason: 'temporary-over', details: { day: '19/11/2026' } });
    expect(await finish('2026-11-10')).toBe('recorded');
    expect(await temporary()).toMatchObject([{ to: '2026-11-10' }]);
  });
});

test('whoever begins one is told on which day it really ends, and who ends one what was recorded before', async () => {
  const payload = { person: 'P2', on: '2026-12-16', why: 'transferred' } as const;
  await operate(office, { name: 'end-membership', payload });
  const begun = await operate(office, {
    ...{ name: 'start-temporary-membership', payload: { ...START, to: '2026-12-31' } },
  });
  expect(begun.result).toEqual({ home: 'TD', to: '2026-12-15' });
  const until = async (to: string) =>
    (await operate(office, { name: 'end-temporary-membership', payload: { person: 'P2', unit: 'CB2', to } }))
      .result;
  expect(await until('2026-12-01')).toEqual({ isTakenBack: false, before: '2026-12-31' });
  expect(await until('2026-10-31')).toEqual({ isTakenBack: true, before: '2026-12-01' });
});

describe('begun and ended', () => {
  const finish = { person: 'P2', unit: 'CB2', to: TODAY };

  test('by who leads the unit to which the person belongs, or one above it', async () => {
    expect(await end('start-temporary-membership', START, 'P4')).toBe('recorded');
    expect(await end('end-temporary-membership', finish, 'P1')).toBe('recorded');
    const events = await office.database.auditEvents.find({ people: 'P2' }).sort({ kind: 1 }).lean();
    expect(events).toMatchObject([
      { kind: 'temporary-membership-ended', facts: { unit: 'CB2', on: TODAY } },
      { kind: 'temporary-membership-started', facts: { unit: 'CB2', on: '2026-11-01' } },
    ]);
  });

  test('not by who leads the other unit, not by the person, and not for oneself', async () => {
    for (const by of ['P5', 'P2', 'P3']) {
      expect(await end('start-temporary-membership', START, by)).toMatchObject({ reason: 'not-allowed' });
    }
    await operate(office, { name: 'start-temporary-membership', payload: START });
    expect(await end('end-temporary-membership', finish, 'P5')).toMatchObject({ reason: 'not-allowed' });
    const own = { ...START, person: 'P4' };
    expect(await end('start-temporary-membership', own, 'P4')).toMatchObject({ reason: 'not-allowed' });
  });
});
