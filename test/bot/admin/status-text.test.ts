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
      ...{ at: AT, backlog: null, cycles: null, encryption: null, shapes: null, failed: [] },
      ...{ redis: { answers: true, settings: null }, mongodb: { answers: true, transactionSeconds: 60 } },
      jobs: {
        ...{ byState: { waiting: 0, active: 0, delayed: 0, failed: 0 }, oldestMs: 0, oldestError: null },
        recurring: [{ name: 'copy-drafts', lastAt: later(20), nextAt: later(1_020), state: 'fine' }],
      },
    },
    terminal,
  );
  expect(text).toMatch(/copy-drafts +chạy 0 giây trước/);
});

test('which keys may be taken out is told, and a transaction that may stay open for long', () => {
  const ring = { active: 'k3', retired: ['k1'], needed: ['k2'] };
  const say = (transactionSeconds: number) =>
    describeStatus(
      {
        ...{ at: AT, backlog: null, cycles: null, jobs: null, shapes: null, failed: [] },
        ...{ redis: { answers: true, settings: null }, mongodb: { answers: true, transactionSeconds } },
        encryption: { missing: [], wrong: [], source: 'ENCRYPTION_KEYS', ring },
      },
      terminal,
    );
  expect(say(60)).toMatch(/k3 đang dùng, k1 có thể bỏ, k2 còn cần \(npm run admin -- rekey\)/);
  expect(say(60)).toContain('transactionLifetimeLimitSeconds 60: nên đặt 20');
  expect(say(20)).not.toContain('transactionLifetimeLimitSeconds');
});

test('how far each cycle is stands in one line', () => {
  const numbers = { asked: 300, handedIn: 120, onPaper: 5, late: 7, notJoined: 40, excused: 3 };
  const cycle = { cycle: 'DB-2026', unitName: 'Đảng bộ Công ty', status: 'open' } as const;
  const text = describeStatus(
    {
      ...{ at: AT, backlog: null, jobs: null, shapes: null, encryption: null, failed: [] },
      ...{ redis: { answers: true, settings: null }, mongodb: { answers: true, transactionSeconds: null } },
      cycles: [{ ...cycle, ...numbers }],
    },
    terminal,
  );
  expect(text).toMatch(
    /Kỳ DB-2026 +đang mở, Đảng bộ Công ty, 300 người: đã nộp 120 \(bản giấy 5\), muộn 7, chưa tham gia 40; được miễn 3$/m,
  );
});
