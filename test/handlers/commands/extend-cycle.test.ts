import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PayloadOf } from '../../../handlers/commands/catalogue.ts';
import { exportReview } from '../../../handlers/queries/export-review.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import { findOutcome } from '../../../models/command.ts';
import type { ActorName } from '../../../models/policies/actor.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openReason } from '../../../models/review/cycle-change.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { operate } from '../../support/commands.ts';
import {
  CYCLE,
  DUE,
  decide,
  openPlan58,
  organisationWithExempt,
  reviewsOf,
} from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForEach(organisationWithExempt());
const person = (code: string) => ({ kind: 'person', code }) as const;
const head: ActorName = { kind: 'person', person: 'P5' };

beforeEach(async () => {
  await openPlan58(office);
});

type Wish = Partial<PayloadOf<'extend-cycle'>> & { actor?: ActorName; id?: string };

function extend({ actor, id = randomUUID(), ...wish }: Wish): Promise<string> {
  const payload = {
    ...({ cycle: CYCLE, of: { kind: 'all', code: null }, date: 'draftsDue', day: '2026-11-30' } as const),
    ...{ why: 'Đi công tác', collectives: [], ...wish },
  };
  return decide(office, { name: 'extend-cycle', id, payload, ...(actor && { actor }) });
}

async function dueOf(code: string): Promise<string | undefined> {
  return (await reviewsOf(office).findOpen(code))?.cycle.draftsDue;
}

describe('the day by which drafts are due', () => {
  test('is extended for one person, and stays for everybody else', async () => {
    expect(await extend({ of: person('P2') })).toBe('recorded');
    expect([await dueOf('P2'), await dueOf('P1')]).toEqual(['2026-11-30', DUE]);
    expect((await reviewsOf(office).findInCycle('P2', CYCLE))?.due).toBe('2026-11-30');
  });

  test('is extended for a unit with everything below it', async () => {
    expect(await extend({ of: { kind: 'unit', code: 'CB' } })).toBe('recorded');
    expect([await dueOf('P2'), await dueOf('P1'), await dueOf('P7')]).toEqual([
      '2026-11-30',
      '2026-11-30',
      DUE,
    ]);
  });

  test('of several that hold for somebody the latest counts; a new one for the same replaces the one before', async () => {
    await extend({ of: person('P2'), day: '2026-12-05' });
    await extend({ day: '2026-11-28' });
    expect([await dueOf('P2'), await dueOf('P7')]).toEqual(['2026-12-05', '2026-11-28']);
    await extend({ of: person('P2'), day: '2026-11-27' });
    expect(await dueOf('P2')).toBe('2026-11-28');
  });

  test('is not extended to one on which they are due anyway, unless their own extension is corrected', async () => {
    await extend({ day: '2026-12-05' });
    expect(await extend({ of: person('P2'), day: '2026-12-05' })).toBe('day-not-later');
    expect(await extend({ of: { kind: 'unit', code: 'CB' }, day: '2026-12-01' })).toBe('day-not-later');
    expect(await extend({ of: person('P2'), day: '2026-12-06' })).toBe('recorded');
    expect(await extend({ of: person('P2'), day: '2026-12-05' })).toBe('recorded');
    expect(await dueOf('P2')).toBe('2026-12-05');
  });

  test('leaves the day of the papers, which is extended apart from it', async () => {
    await extend({ date: 'papersBefore', day: '2026-12-24' });
    const days = (await reviewsOf(office).findOpen('P1'))?.cycle;
    expect(days).toMatchObject({ draftsDue: DUE, papersBefore: '2026-12-24' });
  });
});

describe('who is late', () => {
  const after = new Date('2026-11-27T03:00:00Z');
  const lateOf = async () =>
    (await listReviewStates(office, { now: after })).flatMap((row) =>
      'late' in row && row.late ? row.code : [],
    );

  test('goes by the day that was extended', async () => {
    expect(await lateOf()).toEqual(['P1', 'P2', 'P3', 'P5', 'P6', 'P7']);
    await extend({ of: { kind: 'unit', code: 'CB' } });
    expect(await lateOf()).toEqual(['P3', 'P7']);
  });

  test('what was handed in late is late no more once the day was extended beyond it, also in what is exported', async () => {
    await insertSubmission(office.database, {
      ...{ person: 'P2', cycle: CYCLE, number: 1, pack: { id: 'p', version: 'v' }, flowVersion: 'v' },
      ...{ late: true, answers: [], submittedAt: after, recordedAt: after },
    });
    expect(await lateOf()).toContain('P2');
    expect((await exportReview(office, { person: 'P2' })).late).toBe(true);
    await extend({ of: person('P2') });
    expect(await lateOf()).not.toContain('P2');
    expect((await exportReview(office, { person: 'P2' })).late).toBe(false);
  });
});

describe('who may give more time', () => {
  const own = { of: person('P2'), collectives: ['CU', 'DU'] };

  test('the head of a collective of the unit, for one person there', async () => {
    expect(await extend({ ...own, actor: head })).toBe('recorded');
  });

  test.each([
    ['for themselves', { ...own, of: person('P5'), actor: head }],
    ['for a whole unit', { ...own, of: { kind: 'unit', code: 'CB' } as const, actor: head }],
    ['for the papers', { ...own, date: 'papersBefore', actor: head } as const],
    ['as a plain member of the collective', { ...own, actor: { kind: 'person', person: 'P6' } as const }],
    ['as the head of another unit', { ...own, actor: { kind: 'person', person: 'P7' } as const }],
    [
      'as the head of another unit who claims to be above them',
      { ...own, collectives: ['CU2'], actor: { kind: 'person', person: 'P7' } as const },
    ],
  ])('nobody %s', async (_what, wish) => {
    expect(await extend(wish)).toBe('not-allowed');
    expect(await dueOf('P2')).toBe(DUE);
  });
});

test.each([
  ['a day that is over', { day: '2026-11-20' }, 'day-over'],
  ['a day that is no later than that of the pack', { day: DUE }, 'day-not-later'],
  ['a person who is not known', { of: person('P99') }, 'person-unknown'],
  ['a unit that is not known', { of: { kind: 'unit', code: 'X' } as const }, 'unit-unknown'],
  ['a cycle that is not known', { cycle: 'X-2026' }, 'cycle-unknown'],
])('%s is refused', async (_what, wish, reason) => {
  expect(await extend(wish)).toBe(reason);
});

describe('nobody is given more time', () => {
  const leave = { person: 'P2', on: '2026-11-20', why: 'transferred' } as const;
  const why = { cycle: CYCLE, why: 'Ốm', collectives: [] };

  test('who has left', async () => {
    await operate(office, { name: 'end-membership', payload: leave });
    expect(await extend({ of: person('P2') })).toBe('left-already');
  });

  test('who is excused, alone or with their unit', async () => {
    const unit = { kind: 'unit', code: 'TD' } as const;
    await operate(office, { name: 'exclude-from-cycle', payload: { ...why, of: unit } });
    expect(await extend({ of: person('P2') })).toBe('excused-already');
    expect(await extend({ of: unit })).toBe('excused-already');
    await operate(office, { name: 'include-in-cycle', payload: { ...why, of: person('P2') } });
    expect(await extend({ of: person('P2') })).toBe('recorded');
  });

  test('whom the cycle does not ask', async () => {
    expect(await extend({ of: person('P4') })).toBe('not-in-cycle');
  });

  test('twice up to the same day, or up to a day in a year that cannot be', async () => {
    expect(await extend({ of: person('P2') })).toBe('recorded');
    expect(await extend({ of: person('P2') })).toBe('day-not-later');
    expect(await extend({ of: person('P2'), day: '2999-01-01' })).toBe('day-impossible');
  });
});

test('whoever extends drafts to the day of the papers or beyond is told that day', async () => {
  const papersOf = async (wish: Partial<PayloadOf<'extend-cycle'>>) => {
    const payload: PayloadOf<'extend-cycle'> = {
      ...{ cycle: CYCLE, of: { kind: 'all', code: null }, why: 'Bão', collectives: [] },
      ...{ date: 'draftsDue', day: '', ...wish },
    };
    return (await operate(office, { name: 'extend-cycle', payload })).result?.papers;
  };
  expect(await papersOf({ day: '2026-12-19' })).toBeNull();
  expect(await papersOf({ day: '2026-12-20' })).toBe('2026-12-20');
  expect(await papersOf({ of: person('P2'), day: '2026-12-24' })).toBe('2026-12-20');
  expect(await papersOf({ date: 'papersBefore', day: '2026-12-21' })).toBeNull();
});

test('a closed cycle is not extended', async () => {
  await closeCycle(office.database, { cycle: CYCLE, now: NOW });
  expect(await extend({})).toBe('cycle-closed');
});

test('it is kept who extended it, when and why, audited without the words, and the person is told', async () => {
  await extend({ of: person('P2'), id: 'c1', actor: head, collectives: ['CU'] });
  const [change] = (await office.database.cycles.findById(CYCLE).lean())?.changes ?? [];
  if (change === undefined) throw new Error('nothing is kept');
  expect(change).toMatchObject({ kind: 'extended', of: person('P2'), day: '2026-11-30', by: head, at: NOW });
  expect(openReason(office.keys, change)).toBe('Đi công tác');

  const event = await office.database.auditEvents.findById('c1').lean();
  expect(event).toMatchObject({ kind: 'cycle-extended', actor: head, people: ['P2'] });
  expect(event?.facts).toEqual({ cycle: CYCLE, date: 'draftsDue', day: '2026-11-30' });
  expect(JSON.stringify([change, event])).not.toContain('công tác');
  const command = await office.database.commands.findById('c1').lean();
  const by = { recordedBy: 'Đỗ Thị Năm' };
  expect(command?.outcome).toMatchObject({
    news: [{ kind: 'cycle-extended', people: ['P2'], values: { day: '2026-11-30', ...by } }],
  });
});

test('who is given another day is told which one it takes the place of; not where others gave them a later one', async () => {
  const daysTold = async (wish: Partial<PayloadOf<'extend-cycle'>>) => {
    const id = randomUUID();
    expect(await extend({ of: person('P2'), id, ...wish })).toBe('recorded');
    const outcome = await findOutcome(office.database, { id });
    const news = outcome?.status === 'recorded' ? outcome.news : [];
    return news?.map(({ values }) => [values?.day, values?.before]);
  };
  expect(await daysTold({ day: '2026-12-05' })).toEqual([['2026-12-05', undefined]]);
  expect(await daysTold({ day: '2026-12-01' })).toEqual([['2026-12-01', '2026-12-05']]);
  await extend({ of: { kind: 'unit', code: 'TD' }, day: '2026-12-10' });
  expect(await daysTold({ day: '2026-12-03' })).toEqual([['2026-12-10', undefined]]);
});
