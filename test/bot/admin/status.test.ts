import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { QUEUE_NAME, queuePrefix } from '../../../bot/queues/queue.ts';
import { KEY_PREFIX } from '../../../bot/settings/config.ts';
import { databaseUri } from '../../support/app.ts';
import { type RunningProgram, runProgram } from '../../support/run-app.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** A program of its own keeps to the keys of the product, so each test gets a database of Redis to itself. */
let nextDatabase = 9;
let folder: string;
let environment: NodeJS.ProcessEnv;
let bot: RunningProgram | undefined;
let redis: Redis;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiem-diem-status-'));
  const redisUrl = `${inject('redisUrl').replace(/\/\d*$/, '')}/${nextDatabase}`;
  nextDatabase += 1;
  environment = {
    ...{ SERVICES_DIR: folder, PORT: '0', REDIS_URL: redisUrl },
    MONGODB_URI: databaseUri(randomUUID().slice(0, 8)),
  };
  redis = new Redis(redisUrl);
});

afterEach(async () => {
  bot?.child.kill('SIGTERM');
  await bot?.ended;
  bot = undefined;
  redis.disconnect();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

async function startBot(): Promise<string> {
  bot = runProgram({ file: 'bot/main.ts', environment });
  const [, url = ''] = await bot.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  return url;
}

async function admin(
  args: string[],
  changes: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; output: string }> {
  const program = runProgram({ file: 'bot/admin.ts', args, environment: { ...environment, ...changes } });
  const code = await program.ended;
  return { code, output: program.output() };
}

test('a bot that is well is said to be, in words and as JSON, and by its own health and metrics', async () => {
  const url = await startBot();
  const words = await admin(['status']);
  expect(words.code, words.output).toBe(0);
  expect(words.output).toContain('Mọi thứ đều ổn. · All is well.');
  expect(words.output).toMatch(/Phiên bản dữ liệu +2 \(chương trình này dùng 2\)/);
  expect(words.output).toMatch(/Redis +đang trả lời, appendonly yes, appendfsync always/);
  expect(words.output).toMatch(/copy-drafts +chạy \d+ giây trước/);
  expect(words.output).toMatch(/Kỳ \S+-\d{4} +đang mở, .+, \d+ người: đã nộp 0 \(bản giấy 0\)/);

  const json = await admin(['status', '--json']);
  expect(json.code).toBe(0);
  expect(JSON.parse(json.output)).toMatchObject({
    redis: { answers: true },
    mongodb: { answers: true },
    backlog: { online: 0, drafts: { waiting: 0 }, outbox: { waiting: 0 } },
    jobs: { byState: { failed: 0 } },
    failed: [],
    concerns: [],
  });
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'kiem_diem_recurring_job_fine{job="copy-drafts"} 1',
  );
}, 60_000);

test('a job that failed for good is named, and tried again when told so', async () => {
  await startBot();
  const queue = new Queue(QUEUE_NAME, { connection: redis, prefix: queuePrefix(KEY_PREFIX) });
  await queue.add('run-command', { person: 'LG01' });
  await waitUntil('the failure', async () => (await queue.getFailedCount()) === 1);
  const before = await admin(['status']);
  expect(before.code).toBe(1);
  expect(before.output).toContain('1 công việc hỏng hẳn');
  expect(before.output).toMatch(/run-command +\d+ +1 +\d\d:\d\d +The payload is not what the job takes/);

  const [failed] = await queue.getFailed();
  const retried = await admin(['retry-failed']);
  expect(retried).toMatchObject({ code: 0, output: expect.stringContaining('Đã đưa 1 công việc hỏng') });
  await waitUntil('the second failure', async () => {
    const [again] = await queue.getFailed();
    return again !== undefined && again.finishedOn !== failed?.finishedOn;
  });
  await queue.close();
}, 60_000);

test('where no process runs the jobs, that is said', async () => {
  const { code, output } = await admin(['status']);
  expect(code).toBe(1);
  expect(output).toMatch(/sweep-outbox +không còn trong lịch/);
  expect(output).toContain('Công việc định kỳ copy-drafts không chạy');
}, 60_000);

test.each([
  [
    'MONGODB_URI',
    'mongodb://127.0.0.1:1',
    /Redis +đang trả lời[\s\S]*MongoDB +không trả lời[\s\S]*MongoDB không trả lời: mọi người vẫn/,
  ],
  ['REDIS_URL', 'redis://127.0.0.1:1', /Redis +không trả lời[\s\S]*Redis không trả lời: bot không nhận/],
])(
  'a store that is away is said to be: %s',
  async (setting, uri, words) => {
    const { code, output } = await admin(['status'], { [setting]: uri });
    expect(code).toBe(1);
    expect(output).toMatch(words);
  },
  60_000,
);

test('where nothing is configured or running, the way out is said', async () => {
  const { code, output } = await admin(['status'], { REDIS_URL: '', MONGODB_URI: '' });
  expect(code).toBe(1);
  expect(output).toContain('Bot chưa chạy trong thư mục này');
}, 60_000);
