import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import type { Flow } from '../../../flows/forms/definition.ts';
import { addDays, dayOf } from '../../../flows/rules/calendar.ts';
import { createMembers } from '../../../handlers/queries/members.ts';
import { createReviews } from '../../../handlers/queries/reviews.ts';
import { createWithFallback } from '../../../handlers/queries/with-fallback.ts';
import { createLastKnown } from '../../../models/chat/last-known.ts';
import { operate } from '../../support/commands.ts';
import { officeForAll } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const SECONDS = 1_000;
const realNow = performance.now.bind(performance);
const redis = new Redis(inject('redisUrl'));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** How far the clock that caches go by is ahead. */
let ahead = 0;

const office = officeForAll();

beforeAll(async () => {
  await open('DB');
});
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => realNow() + ahead);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  redis.disconnect();
});

function open(unit: string) {
  const payload = { unit, year: 2026, pack: packFrom(SAMPLE_PACK) };
  return operate(office, { name: 'open-cycle', payload });
}

function close(cycle: string) {
  return operate(office, { name: 'close-cycle', payload: { cycle, evenIfUnfinished: true } });
}

/** The reviews as a process of its own sees them. */
function openReviews(prefix: string) {
  const lastKnown = createLastKnown({ redis, keys: office.keys, prefix });
  return createReviews({
    ...office,
    members: createMembers(office.database),
    withFallback: createWithFallback({ lastKnown, log }),
    today: () => dayOf(NOW),
  });
}

async function stepsOf(reviews: ReturnType<typeof openReviews>, person: string) {
  return (await reviews.findOpen(person))?.flow.steps.map(({ prompt }) => prompt.vi);
}

test('people who are asked the same have one flow between them', async () => {
  const reviews = openReviews('test-reviews-1:');
  await importAll(office, [
    table('people', ['P4', 'Vũ Văn Bốn', '1/1/1991', 'Đảng viên chính thức', 'CB', 'Có', 'CT']),
  ]);
  const [one, other, leader] = await Promise.all(
    ['P2', 'P4', 'P1'].map((person) => reviews.findOpen(person)),
  );
  expect(one?.flow).toBe(other?.flow);
  expect(leader?.flow.version).not.toBe(one?.flow.version);
});

test('what a person is asked is looked up once, and again soon after an import or the end of a cycle', async () => {
  const reviews = openReviews('test-reviews-2:');
  const looks = vi.spyOn(office.database.people, 'findById');
  const before = await stepsOf(reviews, 'P1');
  const first = looks.mock.calls.length;
  ahead += 60 * SECONDS;
  expect(await stepsOf(reviews, 'P1')).toEqual(before);
  expect(looks.mock.calls.length, 'looked up again').toBe(first);

  await importAll(office, [table('commitments', ['P1', '2025', '1', 'Học một nghị quyết mỗi quý'])]);
  ahead += 16 * SECONDS;
  await expect.poll(() => stepsOf(reviews, 'P1')).toContain('Cam kết: Học một nghị quyết mỗi quý');

  await close('DB-2026');
  ahead += 16 * SECONDS;
  await expect.poll(() => reviews.findOpen('P1')).toBeNull();
});

test('while the database hangs, nobody waits for it to say whether anything has changed', async () => {
  await open('CB');
  const reviews = openReviews('test-reviews-4:');
  const before = await stepsOf(reviews, 'P2');
  const hanging = vi.spyOn(office.database.organisationVersions, 'findById');
  hanging.mockImplementation((() => ({ lean: () => new Promise(() => undefined) })) as never);
  ahead += 16 * SECONDS;
  const first = await Promise.race([stepsOf(reviews, 'P2'), new Promise(setImmediate).then(() => 'late')]);
  expect(first).toEqual(before);
  expect(hanging).toHaveBeenCalled();
});

function takeDatabaseAway(): void {
  for (const model of [office.database.people, office.database.organisationVersions]) {
    vi.spyOn(model, 'findById').mockImplementation((() => {
      throw new Error('away');
    }) as never);
  }
}

test('while the database does not answer, questions are asked as they were', async () => {
  await open('CB');
  const before = await stepsOf(openReviews('test-reviews-3:'), 'P2');
  takeDatabaseAway();
  const other = openReviews('test-reviews-3:');
  ahead += 16 * SECONDS;
  expect(await stepsOf(other, 'P2')).toEqual(before);
});

test('who is asked nothing is still known while the database does not answer; who is asked what, is never made up', async () => {
  expect(await openReviews('test-reviews-5:').findOpen('P5')).toBeNull();
  takeDatabaseAway();
  const other = openReviews('test-reviews-5:');
  expect(await other.findOpen('P5')).toBeNull();
  await expect(other.findOpen('P2')).rejects.toThrow('away');
  vi.restoreAllMocks();
  expect(await stepsOf(other, 'P2')).not.toEqual([]);
});

test('where nobody has written for a while, even the first who does is asked by what the organisation is now', async () => {
  await open('CB');
  const reviews = openReviews('test-reviews-6:');
  expect(await reviews.findOpen('P2')).not.toBeNull();
  await close('CB-2026');
  ahead += 60 * SECONDS;
  expect(await reviews.findOpen('P2')).toBeNull();
});

test('what a closed cycle asked is looked up once for all messages about its drafts, and known while the database is away', async () => {
  const reviews = openReviews('test-reviews-8:');
  const draft = { author: 'P2', cycle: 'CB-2026' };
  const look = vi.spyOn(office.database.cycles, 'findById');
  const first = await reviews.ofClosed(draft);
  const asked = look.mock.calls.length;
  expect(first?.identity).toMatchObject(draft);
  for (let message = 0; message < 20; message += 1) expect(await reviews.ofClosed(draft)).toBe(first);
  expect(look).toHaveBeenCalledTimes(asked);
  takeDatabaseAway();
  const other = await openReviews('test-reviews-8:').ofClosed(draft);
  expect(other?.flow.version).toBe(first?.flow.version);
});

test('who is to leave is known by the look-up that knows what they are asked, and while the database is away', async () => {
  const looks = vi.spyOn(office.database.people, 'findById');
  const reviews = openReviews('test-reviews-9:');
  await reviews.findOpen('P4');
  const once = looks.mock.calls.length;
  expect(await reviews.findLeavesOn('P4')).toBeNull();
  expect(looks).toHaveBeenCalledTimes(once);
  const on = addDays(dayOf(NOW), 3);
  await operate(office, { name: 'end-membership', payload: { person: 'P4', on, why: 'left-work' } });
  await reviews.notice();
  expect(await reviews.findLeavesOn('P4')).toBe(on);
  takeDatabaseAway();
  expect(await openReviews('test-reviews-9:').findLeavesOn('P4')).toBe(on);
});

test('a version of the questions leads back to its pack, though the pack and the person’s items have changed', async () => {
  await importAll(office, [table('units', ['CB3', 'Chi bộ Ba', 'Chi bộ cơ sở', ''])]);
  await importAll(office, [
    table('people', ['P6', 'Vũ Văn Sáu', '1/1/1991', 'Đảng viên chính thức', 'CB3', 'Không', '']),
  ]);
  const openWith = (text: string) =>
    operate(office, { name: 'open-cycle', payload: { unit: 'CB3', year: 2026, pack: packFrom(text) } });
  await openWith(SAMPLE_PACK);
  const before = await openReviews('test-reviews-7:').findOpen('P6');
  await openWith(SAMPLE_PACK.replace('vi: Vì sao, en: Why', 'vi: Do đâu, en: Why'));
  await importAll(office, [table('suggestions', ['P6', '2026', '1', 'DU', 'Làm rõ'])]);
  await openWith(SAMPLE_PACK.replace('vi: Vì sao, en: Why', 'vi: Bởi đâu, en: Why'));
  const after = await openReviews('test-reviews-7:').findOpen('P6');

  const version = before?.flow.version ?? '';
  expect(after?.flow.version).not.toBe(version);
  expect(after?.packOf(version)).toEqual({ id: 'sample', version: packFrom(SAMPLE_PACK).version });
  const headings = (flow: Flow | undefined) => flow?.steps.map(({ heading }) => heading.vi);
  expect(headings(after?.earlier(version))).toContain('Vì sao');
  expect(headings(after?.flow)).toContain('Bởi đâu');
});
