import { expect, test } from 'vitest';
import { dueNote } from '../../../bot/admin/due-note.ts';

test.each([
  ['the day before', '2026-11-24T16:59:59Z', undefined],
  ['from midnight in Viet Nam', '2026-11-24T17:00:00Z', 'due-today'],
  ['to the last moment of the day', '2026-11-25T16:59:59Z', 'due-today'],
  ['after it', '2026-11-25T17:00:00Z', 'due-passed'],
])('who opens a cycle whose drafts are due is told so: %s', (_when, now, note) => {
  expect(dueNote('2026-11-25', new Date(now))).toBe(note);
});
