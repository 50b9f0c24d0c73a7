import { beforeEach, expect, test } from 'vitest';
import { openReason } from '../../../models/review/cycle-change.ts';
import { operate } from '../../support/commands.ts';
import { CYCLE, decide, openPlan58, organisationWithExempt, reviewsOf } from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForEach(organisationWithExempt());

beforeEach(async () => {
  await openPlan58(office);
});

const close = (cycle = CYCLE) =>
  operate(office, { name: 'close-cycle', payload: { cycle, evenIfUnfinished: true } });
const reopen = (id = 'r1', why = 'Bổ sung hồ sơ') =>
  decide(office, { name: 'reopen-cycle', id, payload: { cycle: CYCLE, why } });

/** A draft that somebody has begun in the cycle. */
async function begin(author: string): Promise<void> {
  await office.database.drafts.create({
    ...{ _id: `draft-of-${author}`, author, form: 'self-review', cycle: CYCLE, revision: 1, copiedAt: NOW },
    ...{ subject: { kind: 'person', id: author }, fields: {} },
  });
}

test('a closed cycle asks again as before it was closed', async () => {
  const before = await reviewsOf(office).findOpen('P2');
  await close();
  expect(await reviewsOf(office).findOpen('P2')).toBeNull();
  expect(await reviewsOf(office).findAbsence('P2')).toEqual({
    ...{ kind: 'closed', cycle: CYCLE, year: 2026, closedAt: NOW.toISOString() },
  });

  expect(await reopen()).toBe('recorded');
  const after = await reviewsOf(office).findOpen('P2');
  expect([after?.identity, after?.flow.version]).toEqual([before?.identity, before?.flow.version]);
  expect(await reviewsOf(office).findAbsence('P2')).toBeNull();
});

test('it is kept who opened it again, when and why, and audited without the words', async () => {
  await close();
  await reopen();
  const cycle = await office.database.cycles.findById(CYCLE).lean();
  const [change] = cycle?.changes ?? [];
  if (change === undefined) throw new Error('nothing is kept');
  expect(cycle).toMatchObject({ status: 'open', closedAt: null });
  expect(change).toMatchObject({ kind: 'reopened', by: { user: 'quantri' }, at: NOW });
  expect(openReason(office.keys, change)).toBe('Bổ sung hồ sơ');
  const event = await office.database.auditEvents.findById('r1').lean();
  expect(event).toMatchObject({
    kind: 'cycle-reopened',
    facts: { cycle: CYCLE },
    actor: { user: 'quantri' },
  });
  expect(event?.contents.why).toMatch(/./);
  expect(JSON.stringify(event)).not.toContain('Bổ sung');
});

test('all who have written in it are told when it is closed, and the same when it is open again', async () => {
  await begin('P2');
  await begin('P1');
  await operate(office, { id: 'c1', name: 'close-cycle', payload: { cycle: CYCLE, evenIfUnfinished: true } });
  await reopen('r1');
  const told = await Promise.all(
    ['c1', 'r1'].map(async (one) => (await office.database.commands.findById(one).lean())?.outcome),
  );
  expect(told).toMatchObject([
    { news: [{ kind: 'cycle-closed', people: ['P1', 'P2'] }] },
    { news: [{ kind: 'cycle-reopened', people: ['P1', 'P2'] }] },
  ]);
});

test('one that is open stays as it is, without an event', async () => {
  expect(await reopen()).toBe('recorded');
  expect(await office.database.auditEvents.countDocuments({ kind: 'cycle-reopened' })).toBe(0);
});

test('it is not opened beside another year of the unit, nor by anybody but an operator, nor without a reason', async () => {
  await close();
  const chat = { kind: 'person', person: 'P1' } as const;
  const payload = { cycle: CYCLE, why: 'x' };
  expect(await decide(office, { name: 'reopen-cycle', id: 'r2', actor: chat, payload })).toBe('not-allowed');
  await expect(reopen('r3', '  ')).rejects.toThrow();
  await openPlan58(office, 2027);
  expect(await reopen('r4')).toBe('cycle-other-open');
  const unknown = { cycle: 'X-2026', why: 'x' };
  expect(await decide(office, { name: 'reopen-cycle', id: 'r5', payload: unknown })).toBe('cycle-unknown');
});
