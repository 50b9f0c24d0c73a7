import { expect, test } from 'vitest';
import { describeStatus } from '../../../bot/admin/status-text.ts';
import { loadLocales } from '../../../bot/i18n.ts';
import { createTerminal } from '../../../bot/operator/terminal.ts';

const terminal = createTerminal(await loadLocales());
const AT = new Date('2026-11-23T02:41:00Z');

test('a recurring job that ran while the status was read is not said to have run in the future', () => {
  const later = (ms: number) => new Date(AT.getTime() + ms);
  const text = describeStatus(
    {
      ...{ at: AT, backlog: null, encryption: null, shapes: null, failed: [] },
      ...{ redis: { answers: true, settings: null }, mongodb: { answers: true } },
      jobs: {
        ...{ byState: { waiting: 0, active: 0, delayed: 0, failed: 0 }, oldestMs: 0, oldestError: null },
        recurring: [{ name: 'copy-drafts', lastAt: later(20), nextAt: later(1_020), state: 'fine' }],
      },
    },
    terminal,
  );
  expect(text).toMatch(/copy-drafts +chạy 0 giây trước/);
});
