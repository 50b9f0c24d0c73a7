import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CommandName, PayloadOf } from '../../../../handlers/commands/catalogue.ts';
import { runCommand } from '../../../../handlers/commands/run-command.ts';
import { holdingNewsOf } from '../../../../handlers/queries/holding-news.ts';
import { BY_OFFICE, type Command, findOutcome, listUntold } from '../../../../models/command.ts';
import type { LeaveReason } from '../../../../models/organisation/membership.ts';
import { findPerson, type Person } from '../../../../models/organisation/person.ts';
import { operate } from '../../../support/commands.ts';
import { officeForEach } from '../../../support/office.ts';
import { importAll, table } from '../../../support/organisation.ts';

const office = officeForEach();
const TODAY = '2026-11-23';
const LEAVE = { person: 'P2', on: TODAY, why: 'transferred' } as const;

async function read(person: string): Promise<Person> {
  return (await findPerson(office.database, { person })) as Person;
}

const newsIn = ({ outcome }: Pick<Command, 'outcome'>) =>
  outcome.status === 'recorded' ? (outcome.news ?? []) : [];

/** Runs a command as this person; the reason where it is refused. */
async function as<Name extends CommandName>(person: string, call: { name: Name; payload: PayloadOf<Name> }) {
  const actor = { kind: 'person', person } as const;
  const end = await runCommand<Name>(office, { id: randomUUID(), actor, ...call });
  return end.status === 'refused' ? end.reason : end.status;
}

test('somebody who leaves has an end and a reason, their place stays known, and their leaders are told', async () => {
  await operate(office, { name: 'end-membership', payload: LEAVE });
  const person = await read('P2');
  expect(person).toMatchObject({ unit: 'TD', workplace: 'CT' });
  expect(person.memberships).toEqual([{ unit: 'TD', from: null, to: '2026-11-22', why: 'transferred' }]);
  const [command] = await listUntold(office.database, { until: office.now });
  expect(command?.outcome).toMatchObject({
    facts: { unit: 'TD', on: TODAY, why: 'transferred' },
    news: [{ kind: 'member-left', people: ['P1'], values: { name: 'Trần Thị Hai', recordedBy: BY_OFFICE } }],
  });
});

test('of a leaving whose day is changed all are told which day it takes the place of, and who recorded it', async () => {
  await operate(office, { name: 'end-membership', payload: { ...LEAVE, on: '2026-12-03' } });
  for (const [actor, on, before, recordedBy] of [
    ['P1', '2026-12-28', '2026-12-03', 'Nguyễn Văn Một'],
    [null, '2026-12-10', '2026-12-28', BY_OFFICE],
  ] as const) {
    const call = { name: 'end-membership', payload: { ...LEAVE, on } } as const;
    if (actor === null) await operate(office, call);
    else expect(await as(actor, call)).toBe('recorded');
    const values = { on, before, recordedBy };
    const told = { kind: 'you-leave', screen: 'home', params: {}, people: ['P2'], values };
    const leaders = { kind: 'member-left', screen: 'unit-people', params: {}, people: ['P1'] };
    const untold = await listUntold(office.database, { until: office.now });
    const outcome = untold.find((one) => newsIn(one).some((news) => news.values?.on === on))?.outcome;
    expect(outcome).toMatchObject({
      // Who records it is told it as a receipt.
      news: [told, ...(actor === null ? [{ ...leaders, values: { name: 'Trần Thị Hai', ...values } }] : [])],
    });
  }
  // The same day said again takes the place of none.
  await operate(office, { name: 'end-membership', payload: { ...LEAVE, on: '2026-12-10' }, id: 'same' });
  const same = await findOutcome(office.database, { id: 'same' });
  expect(JSON.stringify(same)).not.toContain('before');
});

test('a mistake is taken back without a trace in the list', async () => {
  const before = await read('P2');
  await operate(office, { name: 'end-membership', payload: LEAVE });
  await operate(office, { name: 'start-membership', payload: { person: 'P2', unit: 'TD', on: TODAY } });
  expect(await read('P2')).toEqual(before);
  await operate(office, { name: 'move-membership', payload: { person: 'P2', to: 'CB', on: TODAY } });
  await operate(office, { name: 'move-membership', payload: { person: 'P2', to: 'TD', on: TODAY } });
  expect(await read('P2')).toEqual(before);
});

test('who corrects a move is told what it takes the place of', async () => {
  for (const to of ['CB', 'TD']) {
    const payload = { person: 'P2', to, on: '2026-11-20' };
    await operate(office, { name: 'move-membership', payload, id: `to-${to}` });
  }
  const notesOf = async (id: string) => {
    const outcome = await findOutcome(office.database, { id });
    return outcome?.status === 'recorded' ? outcome.notes : undefined;
  };
  const moved = (unit: string) => ({
    ...{ kind: 'moved', values: { name: 'Trần Thị Hai', unit, on: '2026-11-20' } },
  });
  expect(await notesOf('to-CB')).toEqual([
    moved('Chi bộ Một'),
    { kind: 'moved-away', values: { from: 'Tổ đảng Một', on: '2026-11-20' } },
  ]);
  expect(await notesOf('to-TD')).toEqual([
    moved('Tổ đảng Một'),
    { kind: 'moved-instead', values: { from: 'Chi bộ Một', on: '2026-11-20' } },
  ]);
});

test('the receipt of a leaving names the reason and the posts that end, that of its taking back the posts that stay', async () => {
  await importAll(office, [
    table('collectives', ['CU', 'Chi ủy Một', 'Chi ủy', 'CB']),
    table('posts', ['P2', 'CU', 'Thành viên', 'Chi ủy viên', 'Đảng']),
  ]);
  const on = '2026-11-30';
  await operate(office, { name: 'end-membership', payload: { ...LEAVE, on }, id: 'leave' });
  const start = { person: 'P2', unit: 'TD', on };
  await operate(office, { name: 'start-membership', payload: start, id: 'stay' });
  const posts = expect.stringContaining('Chi ủy viên (Chi ủy Một)');
  expect(await findOutcome(office.database, { id: 'leave' })).toMatchObject({
    notes: [
      { kind: 'left' },
      { kind: 'left-because', values: { why: 'transferred' } },
      { kind: 'posts-end', values: { posts } },
    ],
  });
  expect(await findOutcome(office.database, { id: 'stay' })).toMatchObject({
    notes: [{ kind: 'leaving-taken-back' }, { kind: 'posts-stay', values: { posts } }],
  });
});

test('somebody who moves is told where they belong now, and so are those who lead either unit', async () => {
  await operate(office, { name: 'move-membership', payload: { person: 'P2', to: 'CB', on: '2026-11-20' } });
  const person = await read('P2');
  expect(person.unit).toBe('CB');
  expect(person.memberships).toEqual([
    { unit: 'TD', from: null, to: '2026-11-19', why: 'transferred' },
    { unit: 'CB', from: '2026-11-20', to: null, why: null },
  ]);
  const [command] = await listUntold(office.database, { until: office.now });
  const [unit, on] = ['Chi bộ Một', '2026-11-20'];
  expect(command?.outcome).toEqual({
    ...command?.outcome,
    news: [
      // What they write is kept, which is told only to who has begun.
      {
        ...{ kind: 'moved-to-unit-on', people: ['P2'], screen: 'home', params: {} },
        values: { unit, on, recordedBy: BY_OFFICE },
      },
      // Once, although they lead both units.
      {
        ...{ kind: 'member-moved', people: ['P1'], screen: 'unit-people', params: {} },
        values: { name: 'Trần Thị Hai', from: 'Tổ đảng Một', unit, on, recordedBy: BY_OFFICE },
      },
    ],
  });
});

test('a move that is corrected is told as a correction, to the member and to those who lead either unit', async () => {
  const before = await read('P2');
  for (const to of ['CB', 'TD']) {
    const payload = { person: 'P2', to, on: '2026-11-20' };
    await operate(office, { name: 'move-membership', payload, id: `to-${to}` });
  }
  expect(await read('P2')).toEqual(before);
  const values = { from: 'Chi bộ Một', unit: 'Tổ đảng Một', on: '2026-11-20' };
  expect(await findOutcome(office.database, { id: 'to-TD' })).toMatchObject({
    news: [
      { kind: 'move-corrected', people: ['P2'], values },
      { kind: 'member-move-corrected', people: ['P1'], values: { name: 'Trần Thị Hai', ...values } },
    ],
  });
  const holds = await holdingNewsOf(office.database, { person: 'P2', today: TODAY });
  const untold = await listUntold(office.database, { until: office.now });
  expect(untold.flatMap((one) => newsIn(one).filter((news) => holds(one, news)))).toMatchObject([
    { kind: 'move-corrected' },
  ]);
});

test('somebody who is no member of the Party moves to where they work', async () => {
  await operate(office, { name: 'move-membership', payload: { person: 'P3', to: 'DB', on: TODAY } });
  expect(await read('P3')).toMatchObject({ unit: null, workplace: 'DB' });
});

describe('is refused', () => {
  test.each([
    ['a person who is not known', { ...LEAVE, person: 'P9' }, 'person-unknown'],
    ['a unit where no member takes part', { person: 'P2', to: 'CT', on: TODAY }, 'not-a-membership-unit'],
    ['a unit that is not known', { person: 'P2', to: 'X', on: TODAY }, 'unit-unknown'],
    ['a move to where they are', { person: 'P2', to: 'TD', on: TODAY }, 'member-already'],
    ['a move on a day to come', { person: 'P2', to: 'CB', on: '2026-11-24' }, 'day-to-come'],
    ['a death on a day to come', { ...LEAVE, on: '2026-11-24', why: 'died' as const }, 'death-to-come'],
    ['a start of who is a member', { person: 'P2', unit: 'CB', on: TODAY }, 'member-already'],
  ])('%s', async (_what, payload, reason) => {
    const call =
      'why' in payload
        ? operate(office, { name: 'end-membership', payload })
        : 'to' in payload
          ? operate(office, { name: 'move-membership', payload })
          : operate(office, { name: 'start-membership', payload });
    await expect(call).rejects.toThrow(`refused: ${reason}`);
  });

  test('somebody in no unit', async () => {
    await office.database.people.updateOne({ _id: 'P3' }, { $set: { workplace: null } });
    const start = { person: 'P3', unit: 'CT', on: TODAY };
    await expect(operate(office, { name: 'start-membership', payload: start })).rejects.toThrow(
      'person-without-unit',
    );
  });

  test('what was done before: a second end, a move after the end, an end before the beginning', async () => {
    await operate(office, { name: 'end-membership', payload: LEAVE });
    await expect(operate(office, { name: 'end-membership', payload: LEAVE })).rejects.toThrow('left-already');
    const move = { person: 'P2', to: 'CB', on: TODAY };
    await expect(operate(office, { name: 'move-membership', payload: move })).rejects.toThrow('left-already');
    const start = { person: 'P2', unit: 'CB', on: '2026-12-01' };
    await operate(office, { name: 'start-membership', payload: start });
    const early = { ...LEAVE, on: '2026-12-01' };
    await expect(operate(office, { name: 'end-membership', payload: early })).rejects.toThrow(
      'day-before-membership',
    );
  });
});

describe('what is recorded is not lost', () => {
  const move = (to: string, on: string) =>
    ({ name: 'move-membership', payload: { person: 'P2', to, on } }) as const;
  const join = (unit: string, on: string) =>
    ({ name: 'start-membership', payload: { person: 'P2', unit, on } }) as const;
  const days = async () =>
    ((await read('P2')).memberships ?? []).map(({ unit, from, to }) => [unit, from, to]);

  test('by a move on a day before somebody came to their unit; on that very day it corrects where they came', async () => {
    await importAll(office, [table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'])]);
    await operate(office, move('CB', '2026-11-20'));
    await expect(operate(office, move('CB2', '2026-11-19'))).rejects.toThrow('day-before-membership');
    const { result } = await operate(office, move('CB2', '2026-11-20'));
    expect(result).toEqual({ from: 'CB', isCorrection: true });
    expect(await days()).toEqual([
      ['TD', null, '2026-11-19'],
      ['CB2', '2026-11-20', null],
    ]);
  });

  test('by a return to another unit before they had left, or to their own before they had come', async () => {
    await operate(office, move('CB', '2026-10-01'));
    await operate(office, { name: 'end-membership', payload: { ...LEAVE, on: '2026-11-01' } });
    const left = await days();
    for (const call of [join('TD', '2026-10-31'), join('TD', '2026-09-01'), join('CB', '2026-09-30')]) {
      await expect(operate(office, call)).rejects.toThrow('day-within-membership');
    }
    expect(await days()).toEqual(left);
    const { result } = await operate(office, join('CB', '2026-10-20'));
    expect(result).toEqual({ unit: 'CB', isAsBefore: true });
    expect(await days()).toEqual([
      ['TD', null, '2026-09-30'],
      ['CB', '2026-10-01', null],
    ]);
  });
});

test.each(['0001-01-01', '1985-12-30', '2028-11-24', '2999-01-01'])(
  'nobody leaves, comes or moves on %s, and is told which days are possible',
  async (on) => {
    const refusal = async <Name extends CommandName>(call: { name: Name; payload: PayloadOf<Name> }) => {
      const actor = { kind: 'person', person: 'P1' } as const;
      const end = await runCommand<Name>(office, { id: randomUUID(), actor, ...call });
      return end.status === 'refused' ? end : end.status;
    };
    const impossible = {
      reason: 'day-impossible',
      details: { from: '31/12/1985', to: '23/11/2028' },
    };
    const leave = { name: 'end-membership', payload: { ...LEAVE, on } } as const;
    expect(await refusal(leave)).toMatchObject(impossible);
    if (on < TODAY) {
      const move = { name: 'move-membership', payload: { person: 'P2', to: 'CB', on } } as const;
      expect(await refusal(move)).toMatchObject(impossible);
    }
    await operate(office, { name: 'end-membership', payload: LEAVE });
    const start = { name: 'start-membership', payload: { person: 'P2', unit: 'TD', on } } as const;
    expect(await refusal(start)).toMatchObject(impossible);
  },
);

describe('a leaving is taken back as it was shown to who takes it back', () => {
  const leave = (on: string, why: LeaveReason = 'left-work') =>
    operate(office, { name: 'end-membership', payload: { person: 'P2', on, why } });
  const takeBack = (leaving?: string | null, on = TODAY) => {
    const payload = { person: 'P2', unit: 'TD', on, ...(leaving === undefined ? {} : { leaving }) };
    return as('P1', { name: 'start-membership', payload });
  };

  test('and not where another one was recorded meanwhile, or none was shown', async () => {
    await leave('2026-12-03');
    await leave('2026-12-28', 'left-party');
    for (const shown of ['2026-12-03', null]) {
      expect(await takeBack(shown, '2026-12-03')).toBe('leaving-changed');
    }
    expect((await read('P2')).memberships).toMatchObject([{ to: '2026-12-27', why: 'left-party' }]);
    expect(await takeBack('2026-12-28', '2026-12-28')).toBe('recorded');
    expect((await read('P2')).memberships).toBeUndefined();
  });

  test('nor is somebody taken in again who meanwhile came and left once more', async () => {
    await leave('2026-11-01');
    await operate(office, {
      name: 'start-membership',
      payload: { person: 'P2', unit: 'TD', on: '2026-11-10' },
    });
    await leave('2026-11-20', 'left-party');
    expect(await takeBack('2026-11-01')).toBe('leaving-changed');
    expect(await takeBack('2026-11-20')).toBe('recorded');
  });

  test('who has left is taken in by somebody who was shown no day, as administration does with any', async () => {
    await leave('2026-11-20');
    expect(await takeBack(null)).toBe('recorded');
    await leave('2026-12-03');
    expect(await takeBack(undefined, '2026-12-03')).toBe('recorded');
  });
});

describe('a leaving is changed as it was shown to who changes it', () => {
  const leave = (on: string, leaving?: string | null, why: LeaveReason = 'left-work') => {
    const payload = { person: 'P2', on, why, ...(leaving === undefined ? {} : { leaving }) };
    return as('P1', { name: 'end-membership', payload });
  };

  test('and not where another one was recorded meanwhile, or none was shown', async () => {
    expect(await leave('2026-12-03', null)).toBe('recorded');
    expect(await leave('2026-12-28', undefined, 'left-party')).toBe('recorded');
    for (const shown of ['2026-12-03', null]) {
      expect(await leave('2026-12-10', shown)).toBe('leaving-changed');
    }
    expect((await read('P2')).memberships).toMatchObject([{ to: '2026-12-27', why: 'left-party' }]);
    expect(await leave('2026-12-10', '2026-12-28')).toBe('recorded');
    expect((await read('P2')).memberships).toMatchObject([{ to: '2026-12-09', why: 'left-work' }]);
  });

  test('nor where it was taken back meanwhile', async () => {
    await leave('2026-12-03');
    const payload = { person: 'P2', unit: 'TD', on: '2026-12-03' };
    await operate(office, { name: 'start-membership', payload });
    expect(await leave('2026-12-10', '2026-12-03')).toBe('leaving-gone');
    expect((await read('P2')).memberships).toBeUndefined();
  });
});

describe('who leads a unit or one above it', () => {
  test('changes memberships there, but not their own', async () => {
    expect(await as('P1', { name: 'end-membership', payload: LEAVE })).toBe('recorded');
    const own = { ...LEAVE, person: 'P1' };
    expect(await as('P1', { name: 'end-membership', payload: own })).toBe('not-allowed');
  });

  test('does so in no other unit, and members of it do not at all', async () => {
    // P3 is deputy in the company, which is no unit above the chi bộ.
    expect(await as('P3', { name: 'end-membership', payload: LEAVE })).toBe('not-allowed');
    const of = { ...LEAVE, person: 'P3' };
    expect(await as('P2', { name: 'end-membership', payload: of })).toBe('not-allowed');
  });

  test('is not told what they did themselves', async () => {
    await as('P1', { name: 'end-membership', payload: LEAVE });
    const [command] = await office.database.commands.find({ name: 'end-membership' }).lean();
    expect(command?.outcome).not.toHaveProperty('news');
  });
});
