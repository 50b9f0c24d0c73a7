import { describe, expect, test } from 'vitest';
import {
  beginMembership,
  endMemberships,
  homeUnitOf,
  isPresentThroughout,
  lastMembershipOf,
  lostByBeginning,
  type Membership,
  membershipsOf,
  presenceOn,
  storedMemberships,
  unitOn,
} from '../../../models/organisation/membership.ts';

const home = { unit: 'A', workplace: 'W' };
const always: Membership = { unit: 'A', from: null, to: null, why: null };

/** A person with a history. */
const having = (...memberships: Membership[]) => ({ ...home, memberships });

test.each([
  { unit: 'CB', workplace: 'CT', wanted: 'CB' },
  { unit: null, workplace: 'CT', wanted: 'CT' },
  { unit: null, workplace: null, wanted: null },
])('somebody who takes part in $unit and works in $workplace belongs to $wanted', ({ wanted, ...person }) => {
  expect(homeUnitOf(person)).toBe(wanted);
});

describe('somebody without a history', () => {
  test('has always been where they are', () => {
    expect(membershipsOf(home)).toEqual([always]);
    expect(presenceOn(home, '1990-01-01')).toBe('present');
    expect(unitOn(home, '2090-01-01')).toBe('A');
  });

  test('needs nothing to be stored', () => {
    expect(storedMemberships([always])).toEqual({});
  });
});

test.each([
  { who: 'has always been here', memberships: [], wanted: true },
  { who: 'came before', memberships: [{ ...always, from: '2026-01-01' }], wanted: true },
  { who: 'came in between', memberships: [{ ...always, from: '2026-11-02' }], wanted: false },
  { who: 'has left in between', memberships: [{ ...always, to: '2026-11-10' }], wanted: false },
  { who: 'leaves after the last day', memberships: [{ ...always, to: '2026-11-20' }], wanted: true },
  {
    who: 'moved without a day in between',
    memberships: [
      { ...always, to: '2026-11-10' },
      { ...always, unit: 'B', from: '2026-11-11' },
    ],
    wanted: true,
  },
  {
    who: 'left and came back',
    memberships: [
      { ...always, to: '2026-11-10' },
      { ...always, from: '2026-11-12' },
    ],
    wanted: false,
  },
])('whoever $who was here on every day of a time: $wanted', ({ memberships, wanted }) => {
  const time = { from: '2026-11-01', to: '2026-11-20' };
  expect(isPresentThroughout(having(...memberships), time)).toBe(wanted);
});

describe('a membership that ended', () => {
  const left = having(...endMemberships([always], { on: '2026-11-20', why: 'left-work' }));

  test('goes up to the day before, and says why', () => {
    expect(lastMembershipOf(left)).toEqual({ ...always, to: '2026-11-19', why: 'left-work' });
  });

  test.each([
    ['2026-11-19', 'present', 'A'],
    ['2026-11-20', 'left', null],
  ])('on %s is %s', (day, presence, unit) => {
    expect(presenceOn(left, day)).toBe(presence);
    expect(unitOn(left, day)).toBe(unit);
  });

  test('that is taken back on the same day leaves no trace', () => {
    const again = beginMembership(left.memberships, { unit: 'A', from: '2026-11-20', why: null });
    expect(storedMemberships(again)).toEqual({});
  });

  test('and begins again later has a time between in which the person had left', () => {
    const again = having(
      ...beginMembership(left.memberships, { unit: 'B', from: '2026-12-01', why: 'transferred' }),
    );
    expect(again.memberships).toEqual([
      { ...always, to: '2026-11-19', why: 'left-work' },
      { unit: 'B', from: '2026-12-01', to: null, why: null },
    ]);
    expect(['2026-11-19', '2026-11-30', '2026-12-01'].map((day) => presenceOn(again, day))).toEqual([
      ...['present', 'left', 'present'],
    ]);
  });
});

describe('a move', () => {
  const moved = beginMembership([always], { unit: 'B', from: '2026-11-20', why: 'transferred' });

  test('ends the one membership and begins the other on the next day', () => {
    expect(moved).toEqual([
      { ...always, to: '2026-11-19', why: 'transferred' },
      { unit: 'B', from: '2026-11-20', to: null, why: null },
    ]);
    expect(['2026-11-19', '2026-11-20'].map((day) => unitOn(having(...moved), day))).toEqual(['A', 'B']);
  });

  test('that is taken back on the same day leaves no trace', () => {
    const back = beginMembership(moved, { unit: 'A', from: '2026-11-20', why: 'transferred' });
    expect(storedMemberships(back)).toEqual({});
  });

  test('replaces what was said to have begun later', () => {
    const corrected = beginMembership(moved, { unit: 'C', from: '2026-11-10', why: 'transferred' });
    expect(corrected.map(({ unit, from }) => [unit, from])).toEqual([
      ['A', null],
      ['C', '2026-11-10'],
    ]);
  });
});

describe('what would be lost if another membership began', () => {
  const moved = beginMembership([always], { unit: 'B', from: '2026-11-20', why: 'transferred' });

  test.each([
    ['2026-11-19', 'B'],
    ['2026-11-20', undefined],
    ['2026-11-21', undefined],
  ])('on %s is %s', (day, unit) => {
    expect(lostByBeginning(moved, day)?.unit).toBe(unit);
    expect(lostByBeginning([always], day)).toBeUndefined();
  });
});

test('somebody whose first membership has not begun has not come yet', () => {
  const late = having({ unit: 'A', from: '2026-12-01', to: null, why: null });
  expect(presenceOn(late, '2026-11-30')).toBe('not-yet');
  expect(presenceOn(late, '2026-12-01')).toBe('present');
});
