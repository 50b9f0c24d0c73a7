import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reversalOf, revert, writtenIn, writtenInReversal } from '../../../flows/engine/reversal.ts';
import type { Answer, Part } from '../../../flows/engine/state.ts';

const part: fc.Arbitrary<Part> = fc.record({ id: fc.nat(6), length: fc.nat(3) });
const parts = fc.array(part, { maxLength: 6 });
const at = fc.constantFrom('2026-11-02T02:00:00.000Z', '2026-11-03T02:00:00.000Z');

const answer: fc.Arbitrary<Answer | null> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('text'), parts, at }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('list'), items: fc.array(parts, { maxLength: 5 }), at }),
  },
  fc.record({
    kind: fc.constant('attachment'),
    files: fc.array(fc.record({ id: fc.constantFrom('f', 'g'), name: fc.constantFrom('f', 'g') })),
    at,
  }),
  fc.record({ kind: fc.constant('choice'), value: fc.constantFrom('yes', 'no'), at }),
  fc.record({ kind: fc.constant('skipped'), at }),
  fc.constant(null),
);

test('of any two answers the difference makes the first of the second again', () => {
  fc.assert(
    fc.property(answer, answer, (before, after) => {
      expect(revert(after, reversalOf(before, after))).toEqual(before);
    }),
  );
});

test('the difference and what stays hold every part that was there before, and the difference no part that was not', () => {
  fc.assert(
    fc.property(answer, answer, (before, after) => {
      const ids = (written: readonly Part[]) => new Set(written.map(({ id }) => id));
      const was = ids(writtenIn(before));
      const brought = ids(writtenInReversal(reversalOf(before, after)));
      expect(was.isSubsetOf(brought.union(ids(writtenIn(after))))).toBe(true);
      expect(brought.isSubsetOf(was)).toBe(true);
    }),
  );
});

test('a message more, and a message edited among 200, make a difference of one piece at most', () => {
  const many = Array.from({ length: 200 }, (_, id) => ({ id, length: 1 }));
  const text = (parts: readonly Part[]) => ({ kind: 'text', parts, at: '' }) as const;
  expect(reversalOf(text(many), text([...many, { id: 200, length: 1 }]))).toEqual({
    ...{ kind: 'text', start: 200, end: 0, pieces: [], at: '' },
  });
  expect(reversalOf(text(many), text(many.with(100, { id: 200, length: 1 })))).toEqual({
    ...{ kind: 'text', start: 100, end: 99, pieces: [{ id: 100, length: 1 }], at: '' },
  });
});
