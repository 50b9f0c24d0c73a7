import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { PayloadOf } from '../../../handlers/commands/catalogue.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import type { ActorName } from '../../../models/policies/actor.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { operate } from '../../support/commands.ts';
import {
  askedIn,
  CYCLE,
  decide,
  openPlan58,
  organisationWithExempt,
  reviewsOf,
} from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach(organisationWithExempt());
const person = (code: string) => ({ kind: 'person', code }) as const;

beforeEach(async () => {
  await openPlan58(office);
});

type Wish = Partial<PayloadOf<'include-in-cycle'>> & { actor?: ActorName };

function include({ actor, ...wish }: Wish): Promise<string> {
  const payload = { cycle: CYCLE, of: person('P4'), why: 'Tự nguyện', collectives: [], ...wish };
  return decide(office, { name: 'include-in-cycle', id: randomUUID(), payload, ...(actor && { actor }) });
}

test('somebody whom the rules of the pack do not ask is added, and asked as a member', async () => {
  expect(await reviewsOf(office).findOpen('P4')).toBeNull();
  expect(await include({})).toBe('recorded');
  const added = await reviewsOf(office).findOpen('P4');
  expect(added?.flow.version).toBe((await reviewsOf(office).findOpen('P6'))?.flow.version);
  const states = await listReviewStates(office, { now: NOW });
  const [one, other] = ['P4', 'P6'].map((code) => states.find((row) => row.code === code));
  // A member of this chi bộ is asked 17 questions.
  expect([one, other]).toMatchObject([
    { state: 'not-started', total: 17 },
    { state: 'not-started', total: 17 },
  ]);
});

test('somebody of a unit that the cycle does not cover is added, alone or with the unit', async () => {
  await importAll(office, [
    table('units', ['KH', 'Đảng bộ Khác', 'Đảng bộ cơ sở', ''], ['KH1', 'Chi bộ Khác', 'Chi bộ', 'KH']),
    table(
      'people',
      ['K1', 'Khách Một', '01/02/1970', 'Đảng viên chính thức', 'KH1', 'Không', ''],
      ['K2', 'Khách Hai', '01/02/1970', 'Đảng viên chính thức', 'KH1', 'Không', ''],
    ),
  ]);
  await include({ of: person('K1') });
  expect((await reviewsOf(office).findOpen('K1'))?.cycle.cycle).toBe(CYCLE);
  expect(await askedIn(office)).toContain('K1');
  expect(await askedIn(office)).not.toContain('K2');
  await include({ of: { kind: 'unit', code: 'KH' } });
  expect((await reviewsOf(office).findOpen('K2'))?.cycle.cycle).toBe(CYCLE);
  expect(await askedIn(office)).toContain('K2');
});

test('who is asked already is not added, nor a unit that is in the cycle, nor who has left', async () => {
  expect(await include({ of: person('P2') })).toBe('asked-already');
  expect(await include({ of: { kind: 'unit', code: 'CB' } })).toBe('asked-already');
  const leave = { person: 'P2', on: '2026-11-20', why: 'died' } as const;
  await operate(office, { name: 'end-membership', payload: leave });
  expect(await include({ of: person('P2') })).toBe('left-already');
});

test('a head adds one person of theirs, and nobody to the cycle of another organisation', async () => {
  const head: ActorName = { kind: 'person', person: 'P5' };
  const other = { unit: 'KH', year: 2026, pack: packFrom(PLAN_58), now: NOW };
  await importAll(office, [table('units', ['KH', 'Đảng bộ Khác', 'Đảng bộ cơ sở', ''])]);
  await openCycle(office.database, other);
  expect(await include({ actor: head, collectives: ['CU'], cycle: 'KH-2026' })).toBe('not-in-cycle');
  expect(await include({ actor: head, collectives: ['CU'] })).toBe('recorded');
});
