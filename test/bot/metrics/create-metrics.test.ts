import { describe, expect, test } from 'vitest';
import type { Health } from '../../../bot/http/health.ts';
import { createMetrics, type Metrics, type StoreReaders } from '../../../bot/metrics/create-metrics.ts';
import type { ChannelEvent, Message } from '../../../handlers/ports.ts';
import type { ConversationChange } from '../../../models/chat/commit-conversation.ts';
import type { ConversationStore } from '../../../models/chat/conversation.ts';
import { AppError } from '../../../models/store/errors.ts';

const WELL: Health = { status: 'ok', redis: 'ok', mongodb: 'ok', recurringJobs: 'ok', parked: null };
const event = {} as ChannelEvent;
const outgoing = { message: {} as Message };
const to = { channel: 'plain', chat: 'LG05' };

const readers: StoreReaders = {
  health: async () => WELL,
  backlog: async () => ({
    online: 3,
    drafts: { waiting: 2, oldestMs: 1_500 },
    outbox: { waiting: 4, overdue: 1, overdueMs: 61_000 },
    parked: { updates: 6, chats: 2, since: new Date(0) },
  }),
  jobs: async () => ({
    byState: { waiting: 5, active: 1, delayed: 2, failed: 7 },
    oldestMs: 9_000,
    oldestError: null,
    recurring: [
      { name: 'copy-drafts', lastAt: null, nextAt: null, state: 'fine' },
      { name: 'sweep-outbox', lastAt: null, nextAt: null, state: 'behind' },
    ],
  }),
};

/** The lines of the page that are ours, without the buckets. */
async function linesOf(metrics: Metrics, read: StoreReaders = readers): Promise<string[]> {
  const page = await metrics.render(read);
  return page.split('\n').filter((line) => line.startsWith('kiem_diem_') && !line.includes('_bucket{'));
}

describe('metrics', () => {
  test('tell what lies in the stores', async () => {
    const lines = await linesOf(createMetrics());
    expect(lines).toEqual(
      expect.arrayContaining([
        'kiem_diem_store_up{store="redis"} 1',
        'kiem_diem_people_online 3',
        'kiem_diem_drafts_waiting 2',
        'kiem_diem_drafts_oldest_seconds 1.5',
        'kiem_diem_outbox_waiting 4',
        'kiem_diem_updates_parked 6',
        'kiem_diem_chats_parked 2',
        'kiem_diem_outbox_overdue 1',
        'kiem_diem_outbox_overdue_seconds 61',
        'kiem_diem_jobs{state="failed"} 7',
        'kiem_diem_jobs_oldest_seconds 9',
        'kiem_diem_recurring_job_fine{job="sweep-outbox"} 0',
      ]),
    );
  });

  test('leave out what cannot be read, rather than tell it as it was', async () => {
    const metrics = createMetrics();
    await linesOf(metrics);
    const never = () => new Promise<never>(() => undefined);
    const away = { ...WELL, redis: 'away' as const };
    const lines = await linesOf(metrics, { health: async () => away, backlog: never, jobs: never });
    expect(lines).toContain('kiem_diem_store_up{store="redis"} 0');
    expect(lines.filter((line) => /drafts|outbox|jobs|online|recurring/.test(line))).toEqual([]);
  });

  test('count updates by what became of them, and pass results and errors on', async () => {
    const metrics = createMetrics();
    const { receive } = metrics.measures;
    for (const status of ['committed', 'committed', 'duplicate', 'ignored'] as const) {
      expect(await receive(async () => ({ status }))(event)).toEqual({ status });
    }
    await expect(receive(() => Promise.reject(new Error('away')))(event)).rejects.toThrow('away');
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'kiem_diem_updates_total{outcome="committed"} 2',
        'kiem_diem_updates_total{outcome="duplicate"} 1',
        'kiem_diem_updates_total{outcome="ignored"} 1',
        'kiem_diem_updates_total{outcome="failed"} 1',
        'kiem_diem_update_seconds_count 5',
      ]),
    );
  });

  test('count what was sent, what failed and what reaches nobody', async () => {
    const metrics = createMetrics();
    const { send } = metrics.measures;
    const blocked = new AppError('chat-unreachable', { message: 'blocked' });
    expect(await send(async () => 'id')(to, outgoing)).toBe('id');
    await expect(send(() => Promise.reject(blocked))(to, outgoing)).rejects.toBe(blocked);
    await expect(send(() => Promise.reject(new Error('429')))(to, outgoing)).rejects.toThrow('429');
    const lines = await linesOf(metrics);
    for (const outcome of ['sent', 'unreachable', 'failed']) {
      expect(lines).toContain(`kiem_diem_sends_total{outcome="${outcome}"} 1`);
    }
    expect(lines.join()).not.toContain('LG05');
  });

  test('count commits and leave the rest of the store as it is', async () => {
    const metrics = createMetrics();
    const committed = { status: 'conflict' as const, revision: 3, waiting: 'nothing' as const };
    const waiting = async () => [];
    const store = { commit: async () => committed, waiting } as unknown as ConversationStore;
    const measured = metrics.measures.store(store);
    expect(measured.waiting).toBe(waiting);
    expect(await measured.commit('LG05', {} as ConversationChange)).toBe(committed);
    const lines = await linesOf(metrics);
    expect(lines).toContain('kiem_diem_commits_total{outcome="conflict"} 1');
    expect(lines).toContain('kiem_diem_commit_seconds_count 1');
  });

  test('of two apps in one process are kept apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    await one.measures.receive(async () => ({ status: 'committed' }))(event);
    expect((await linesOf(other)).join()).not.toContain('updates_total{');
  });
});
