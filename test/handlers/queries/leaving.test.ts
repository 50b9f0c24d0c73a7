import { expect, test } from 'vitest';
import { leavingOf } from '../../../handlers/queries/leaving.ts';

const person = (...memberships: readonly [from: string | null, to: string | null, unit?: string][]) => ({
  ...{ unit: 'CB', workplace: null },
  memberships: memberships.map(([from, to, unit = 'CB']) => ({
    ...{ unit, from, to },
    why: to === null ? null : ('left-work' as const),
  })),
});

test.each([
  ['who stays', person([null, null]), undefined],
  ['who leaves on a later day', person([null, '2026-12-04']), { on: '2026-12-05', isOver: false }],
  ['whose last day is today', person([null, '2026-12-01']), { on: '2026-12-02', isOver: false }],
  ['who left', person([null, '2026-11-30']), { on: '2026-12-01', isOver: true }],
  ['who moved', person([null, '2026-11-30'], ['2026-12-01', null, 'CB2']), undefined],
  ['who left and came again', person([null, '2026-01-01'], ['2026-05-01', null]), undefined],
  [
    'who left and comes again later',
    person([null, '2026-11-01'], ['2026-12-24', null]),
    { on: '2026-11-02', isOver: true },
  ],
  [
    'who moves and leaves after that',
    person([null, '2026-12-05'], ['2026-12-06', '2026-12-31', 'CB2']),
    { on: '2027-01-01', isOver: false },
  ],
])('of somebody %s it is known when and why they are gone', (_who, of, expected) => {
  const found = leavingOf(of, '2026-12-01');
  expect(found).toEqual(expected && { ...expected, why: 'left-work' });
});
