import { describe, expect, test } from 'vitest';
import { listAskedPeople } from '../../../handlers/queries/asked-people.ts';
import { createReviews } from '../../../handlers/queries/reviews.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';
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
  const reviews = createReviews({ ...office, now: () => office.now, withFallback: (_key, look) => look() });
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
