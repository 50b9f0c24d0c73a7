import { beforeEach, describe, expect, test } from 'vitest';
import { listAskedPeople } from '../../../handlers/queries/asked-people.ts';
import { createMembers } from '../../../handlers/queries/members.ts';
import { createReviews, selfReviewIdentity } from '../../../handlers/queries/reviews.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const office = officeForEach();

const open = (unit: string, text: string) =>
  openCycle(office.database, { unit, year: 2026, pack: packFrom(text), now: NOW });

async function asked(): Promise<string[]> {
  const people = await listAskedPeople(office.database, { day: '2026-11-23' });
  return people.map(({ person, cycle }) => `${person._id} ${cycle._id}`);
}

/** The first question that a person is asked, or nothing. */
async function firstQuestion(person: string): Promise<string | undefined> {
  const reviews = createReviews({
    ...office,
    members: createMembers(office.database),
    withFallback: (_key, look) => look(),
    today: () => '2026-11-23',
  });
  return (await reviews.findOpen(person))?.flow.steps[0]?.id;
}

describe('whom a cycle asks is said by the forms of its pack', () => {
  test('all members and leaders by that of the plan', async () => {
    await open('DB', PLAN_58);
    expect(await asked()).toEqual(['P1 DB-2026', 'P2 DB-2026', 'P3 DB-2026']);
  });

  test('leaders alone where its only form asks leaders; others have no review', async () => {
    await open('DB', SAMPLE_PACK.replace('asks: [member, leader]', 'asks: [leader]'));
    expect(await asked()).toEqual(['P1 DB-2026', 'P3 DB-2026']);
    expect([await firstQuestion('P1'), await firstQuestion('P2')]).toEqual(['picked', undefined]);
  });

  test('somebody with several roles hands in the first form that asks one of them', async () => {
    const from = SAMPLE_PACK.indexOf('- id: review');
    const form = SAMPLE_PACK.slice(from);
    const leaders = form.replace('id: review', 'id: leaders').replace('[member, leader]', '[leader]');
    const renamed = leaders.replaceAll('picked', 'chosen');
    await open('DB', `${SAMPLE_PACK.slice(0, from)}${renamed}${form}`);

    expect(await firstQuestion('P1'), 'a member and leader').toBe('chosen');
    expect(await firstQuestion('P2'), 'a member').toBe('picked');
  });
});

test('two packs are asked side by side, each in the cycle that it was given to', async () => {
  await open('DB', PLAN_58);
  await open('CT', SAMPLE_PACK);

  expect(await asked()).toEqual(['P1 DB-2026', 'P2 DB-2026', 'P3 CT-2026']);
  expect([await firstQuestion('P1'), await firstQuestion('P3')]).toEqual(['politics', 'picked']);
});

describe('who moves to a unit with a cycle of its own', () => {
  const move = () =>
    operate(office, { name: 'move-membership', payload: { person: 'P2', to: 'CB2', on: '2026-11-23' } });

  beforeEach(async () => {
    await importAll(office, [table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB'])]);
    await open('DB', PLAN_58);
    await open('CB2', SAMPLE_PACK);
  });

  test('is asked by that one, where they have not begun', async () => {
    await move();
    expect(await asked()).toContain('P2 CB2-2026');
    expect(await firstQuestion('P2')).toBe('picked');
  });

  test('goes on in the cycle in which they began, as long as it is open', async () => {
    await office.database.drafts.create({
      ...{ _id: 'd', ...selfReviewIdentity('P2', 'DB-2026'), revision: 1, copiedAt: NOW, fields: {} },
    });
    await move();
    expect(await asked()).toContain('P2 DB-2026');
    expect(await firstQuestion('P2')).toBe('politics');

    await closeCycle(office.database, { cycle: 'DB-2026', now: NOW });
    expect(await asked()).toContain('P2 CB2-2026');
    expect(await firstQuestion('P2')).toBe('picked');
  });
});

describe('membership decides from when and up to when somebody is asked', () => {
  beforeEach(() => open('DB', PLAN_58));

  const askedOn = async (day: string) =>
    (await listAskedPeople(office.database, { day })).map(({ person }) => person._id);
  const reviewsOn = (day: string) =>
    createReviews({
      ...office,
      members: createMembers(office.database),
      withFallback: (_key, look) => look(),
      today: () => day,
    });

  test('up to the last day, and not from the day after', async () => {
    const payload = { person: 'P2', on: '2026-11-24', why: 'transferred' } as const;
    await operate(office, { name: 'end-membership', payload });
    expect([await askedOn('2026-11-23'), await askedOn('2026-11-24')]).toEqual([
      ['P1', 'P2', 'P3'],
      ['P1', 'P3'],
    ]);
    expect(await reviewsOn('2026-11-23').findOpen('P2')).not.toBeNull();
    expect(await reviewsOn('2026-11-24').findOpen('P2')).toBeNull();
  });

  test('somebody who joins late from their first day on, and a running bot notices the new day', async () => {
    const late = [
      'P4',
      'Đỗ Thị Bốn',
      '01/02/1991',
      'Đảng viên chính thức',
      'CB',
      'Không',
      'CT',
      '24/11/2026',
    ];
    await importAll(office, [table('people', late)]);
    expect([await askedOn('2026-11-23'), await askedOn('2026-11-24')]).toEqual([
      ['P1', 'P2', 'P3'],
      ['P1', 'P2', 'P3', 'P4'],
    ]);
    let today = '2026-11-23';
    const reviews = createReviews({
      ...office,
      members: createMembers(office.database),
      withFallback: (_key, look) => look(),
      today: () => today,
    });
    expect(await reviews.findOpen('P4')).toBeNull();
    today = '2026-11-24';
    expect(await reviews.findOpen('P4')).not.toBeNull();
  });
});
