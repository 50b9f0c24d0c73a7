import { describe, expect, test } from 'vitest';
import { beginMembership, endMemberships, type Membership } from '../../../models/organisation/membership.ts';
import {
  findTemporaryProblem,
  openTemporaries,
  storedTemporaries,
  temporariesOf,
} from '../../../models/organisation/temporary-membership.ts';

const home = { unit: 'A', workplace: null };
const always: Membership = { unit: 'A', from: null, to: null, why: null };
const stay = { unit: 'B', from: '2026-11-01', to: null };
const short = { unit: 'B', from: '2026-11-01', to: '2026-11-30' };

/** Somebody of A with these memberships who takes part in B for a time. */
const visiting = (memberships: Membership[], temporary = [stay] as (typeof stay | typeof short)[]) => ({
  ...home,
  memberships,
  temporary,
});

test('whoever never took part elsewhere has nothing stored of it', () => {
  expect(storedTemporaries([])).toEqual({});
  expect(temporariesOf(home)).toEqual([]);
});

test('what is stored is in the order of the first days', () => {
  const earlier = { unit: 'C', from: '2026-01-01', to: '2026-02-01' };
  expect(storedTemporaries([stay, earlier])).toEqual({ temporary: [earlier, stay] });
});

test('one with a last day is over on the day after; one that begins later is told before', () => {
  const person = visiting([always], [short]);
  expect(
    ['2026-10-01', '2026-11-30', '2026-12-01'].map((day) => openTemporaries(person, day).length),
  ).toEqual([1, 1, 0]);
});

describe('a temporary membership ends by itself', () => {
  const left = visiting(endMemberships([always], { on: '2026-11-20', why: 'transferred' }));

  test('on the last day before the person leaves the organisation', () => {
    expect(temporariesOf(left)).toEqual([{ ...stay, to: '2026-11-19' }]);
  });

  test('and does not begin again when they come back later', () => {
    const back = visiting(beginMembership(left.memberships, { unit: 'A', from: '2027-02-01', why: null }));
    expect(openTemporaries(back, '2027-02-01')).toEqual([]);
  });

  test('but goes on as before where the departure is taken back', () => {
    const back = visiting(beginMembership(left.memberships, { unit: 'A', from: '2026-11-20', why: null }));
    expect(temporariesOf(back)).toEqual([stay]);
  });

  test('on the day before the person moves to the very unit, and goes on through a move to a third one', () => {
    const moved = (unit: string) =>
      visiting(beginMembership([always], { unit, from: '2026-11-20', why: 'transferred' }));
    expect(temporariesOf(moved('B'))).toEqual([{ ...stay, to: '2026-11-19' }]);
    expect(temporariesOf(moved('C'))).toEqual([stay]);
  });

  test('or never comes about where they leave or move there before its first day', () => {
    const early = endMemberships([always], { on: '2026-10-01', why: 'transferred' });
    expect(temporariesOf(visiting(early))).toEqual([]);
    const there = beginMembership([always], { unit: 'B', from: '2026-10-01', why: 'transferred' });
    expect(temporariesOf(visiting(there))).toEqual([]);
  });

  test('earlier where its own last day is earlier', () => {
    expect(temporariesOf(visiting(left.memberships, [{ ...short, to: '2026-11-10' }]))).toEqual([
      { ...short, to: '2026-11-10' },
    ]);
  });
});

describe('a temporary membership cannot be', () => {
  const other = { unit: 'C', from: '2026-11-15', to: null };

  test.each([
    ['with its last day before the first', visiting([always], []), { ...stay, to: '2026-10-31' }, 'reversed'],
    ['in the unit to which the person belongs', visiting([always], []), { ...stay, unit: 'A' }, 'at-home'],
    [
      'of somebody who has left',
      visiting(endMemberships([always], { on: '2026-11-01', why: 'died' }), []),
      stay,
      'absent',
    ],
    ['of somebody who has not come yet', visiting([{ ...always, from: '2026-12-01' }], []), stay, 'absent'],
  ])('%s', (_what, person, wanted, kind) => {
    expect(findTemporaryProblem(person, wanted)).toEqual({ kind });
  });

  test('on some of the same days as another one, which is named', () => {
    expect(findTemporaryProblem(visiting([always]), other)).toEqual({ kind: 'overlap', other: stay });
    expect(findTemporaryProblem(visiting([always], [short]), other)).toEqual({
      kind: 'overlap',
      other: short,
    });
  });

  test('but may follow on the next day, also on one that ended by itself', () => {
    const after = { ...other, from: '2026-12-01' };
    expect(findTemporaryProblem(visiting([always], [short]), after)).toBeUndefined();
    const moved = beginMembership([always], { unit: 'B', from: '2026-11-15', why: 'transferred' });
    expect(findTemporaryProblem(visiting(moved), other)).toBeUndefined();
  });
});
