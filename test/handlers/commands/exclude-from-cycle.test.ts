import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../../../flows/rules/calendar.ts';
import type { PayloadOf } from '../../../handlers/commands/catalogue.ts';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { createReadDirectory } from '../../../handlers/queries/directory.ts';
import { listCycles } from '../../../handlers/queries/list-cycles.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import { listUnitDecisions } from '../../../handlers/queries/member-decisions.ts';
import { BY_OFFICE } from '../../../models/command.ts';
import type { ActorName } from '../../../models/policies/actor.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { OPERATOR, operate } from '../../support/commands.ts';
import {
  askedIn,
  CYCLE,
  decide,
  openPlan58,
  organisationWithExempt,
  reviewsOf,
} from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach(organisationWithExempt());
const person = (code: string) => ({ kind: 'person', code }) as const;
const unit = (code: string) => ({ kind: 'unit', code }) as const;
const head: ActorName = { kind: 'person', person: 'P5' };

beforeEach(async () => {
  await openPlan58(office);
});

type Wish = Partial<PayloadOf<'exclude-from-cycle'>> & { actor?: ActorName; id?: string };

function exclude({ actor, id = randomUUID(), ...wish }: Wish): Promise<string> {
  const payload = { cycle: CYCLE, of: person('P2'), why: 'Nghỉ thai sản', collectives: [], ...wish };
  return decide(office, { name: 'exclude-from-cycle', id, payload, ...(actor && { actor }) });
}

function include(of: PayloadOf<'include-in-cycle'>['of']): Promise<string> {
  const payload = { cycle: CYCLE, of, why: 'Đã trở lại', collectives: [] };
  return decide(office, { name: 'include-in-cycle', id: randomUUID(), payload });
}

test('an excused person is not asked, counted or invited any longer', async () => {
  expect(await exclude({})).toBe('recorded');
  expect(await reviewsOf(office).findOpen('P2')).toBeNull();
  expect(await askedIn(office)).toEqual(['P1', 'P3', 'P5', 'P6', 'P7']);
  expect((await listCycles(office.database, { day: dayOf(NOW) }))[0]?.asked).toBe(5);
  const states = await listReviewStates(office, { now: NOW });
  expect(states.find(({ code }) => code === 'P2')).toMatchObject({
    ...{ state: 'excused', cycle: CYCLE, of: person('P2'), why: 'Nghỉ thai sản', by: OPERATOR, at: NOW },
  });
  const invited = await operate(office, {
    name: 'invite',
    payload: { evenIfLinked: true, tryingChannel: 'web', expiresAt: new Date(NOW.getTime() + 1_000) },
  });
  expect(invited.result?.invitations.map((one) => one.person)).not.toContain('P2');
});

test('they can be told that they are excused, and why', async () => {
  await exclude({});
  expect(await reviewsOf(office).findAbsence('P2')).toEqual({
    ...{ kind: 'excused', cycle: CYCLE, year: 2026, why: 'Nghỉ thai sản' },
  });
  expect(await reviewsOf(office).findAbsence('P1')).toBeNull();
});

test('a unit is excused with everybody below it, except whom is added again by name', async () => {
  await exclude({ of: unit('CB') });
  expect(await askedIn(office)).toEqual(['P3', 'P7']);
  expect(await include(person('P2'))).toBe('recorded');
  expect(await askedIn(office)).toEqual(['P2', 'P3', 'P7']);
  expect(await include(unit('CB'))).toBe('recorded');
  expect(await askedIn(office)).toEqual(['P1', 'P2', 'P3', 'P5', 'P6', 'P7']);
});

test('who was excused and comes back is asked as before', async () => {
  const before = await reviewsOf(office).findOpen('P2');
  await exclude({});
  await include(person('P2'));
  const after = await reviewsOf(office).findOpen('P2');
  expect(after?.flow.version).toBe(before?.flow.version);
  expect(after?.identity).toEqual(before?.identity);
});

test('nobody is excused twice, or once they have left', async () => {
  expect(await exclude({})).toBe('recorded');
  expect(await exclude({})).toBe('excused-already');
  expect(await exclude({ of: unit('CB') })).toBe('recorded');
  expect(await exclude({ of: unit('CB') })).toBe('excused-already');
  const leave = { person: 'P7', on: '2026-11-20', why: 'died' } as const;
  await operate(office, { name: 'end-membership', payload: leave });
  expect(await exclude({ of: person('P7') })).toBe('left-already');
});

describe('who may excuse', () => {
  const own = { of: person('P2'), collectives: ['CU'] };

  test('the head of a collective of the unit, one person there', async () => {
    expect(await exclude({ ...own, actor: head })).toBe('recorded');
  });

  test.each([
    ['themselves', { of: person('P5'), collectives: ['CU'], actor: head }],
    ['a whole unit', { of: unit('CB'), collectives: ['CU'], actor: head }],
    ['somebody of another unit', { of: person('P7'), collectives: ['CU'], actor: head }],
    ['as a plain member of the collective', { ...own, actor: { kind: 'person', person: 'P6' } as const }],
  ])('no head excuses %s', async (_what, wish) => {
    expect(await exclude(wish)).toBe('not-allowed');
    expect(await askedIn(office)).toHaveLength(6);
  });
});

test('somebody whom another cycle asks is not excused from this one', async () => {
  await openCycle(office.database, { unit: 'CB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
  expect(await exclude({})).toBe('not-in-cycle');
  expect(await exclude({ cycle: 'CB-2026' })).toBe('recorded');
});

describe('of a unit that is excused or asked again', () => {
  /** A draft that somebody has begun in the cycle. */
  async function begin(author: string): Promise<void> {
    await office.database.drafts.create({
      ...{ _id: `draft-of-${author}`, author, form: 'self-review', cycle: CYCLE, revision: 1, copiedAt: NOW },
      ...{ subject: { kind: 'person', id: author }, fields: {} },
    });
  }

  /** Decides as an operator; who is told what, and what the operator is. */
  async function tell(name: 'exclude-from-cycle' | 'include-in-cycle', of: ReturnType<typeof unit>) {
    const payload = { cycle: CYCLE, of, why: 'Mới thành lập', collectives: [] };
    const { result, news = [] } = await operate(office, { name, payload });
    return {
      result,
      news: news.map(({ kind, screen, people, values }) => ({ kind, screen, people, values })),
    };
  }

  test('all who had begun there are told, and those who lead it, but nobody of whom it was decided by themselves', async () => {
    for (const author of ['P2', 'P5', 'P6', 'P7']) await begin(author);
    await include(person('P4'));
    const year = { year: 2026 };
    const about = { unit: 'Chi bộ Một', ...year, recordedBy: BY_OFFICE };
    const excused = { kind: 'cycle-excused-by-office', screen: 'home', values: year };
    const included = { kind: 'cycle-included-by-office', screen: 'data', values: year };
    expect(await tell('exclude-from-cycle', unit('CB'))).toEqual({
      result: { told: 3, except: [person('P4')] },
      news: [
        { ...excused, people: ['P2', 'P5', 'P6'] },
        { kind: 'unit-excused', screen: 'unit-people', people: ['P5'], values: about },
      ],
    });
    // It changes nothing for who is excused already, and their leaders are those of the unit above.
    expect(await tell('exclude-from-cycle', unit('TD'))).toEqual({
      result: { told: 0, except: [] },
      news: [],
    });
    expect(await tell('include-in-cycle', unit('CB'))).toEqual({
      result: { told: 2, except: [unit('TD')] },
      news: [
        { ...included, people: ['P5', 'P6'] },
        { kind: 'unit-included', screen: 'unit-people', people: ['P5'], values: about },
      ],
    });
    expect(await tell('include-in-cycle', unit('TD'))).toMatchObject({
      news: [
        { ...included, people: ['P2'] },
        { kind: 'unit-included', people: ['P5'] },
      ],
    });
  });

  test('those who lead units below it are told, too, unless another cycle asks there', async () => {
    expect((await tell('exclude-from-cycle', unit('DB'))).news).toMatchObject([
      { kind: 'unit-excused', people: ['P1', 'P5', 'P7'], values: { unit: 'Đảng bộ Công ty' } },
    ]);
    await include(unit('DB'));
    await openCycle(office.database, { unit: 'CB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
    expect((await tell('exclude-from-cycle', unit('DB'))).news).toMatchObject([{ people: ['P1', 'P7'] }]);
  });

  test('those who lead it read why on the screen of its people', async () => {
    await tell('exclude-from-cycle', unit('TD'));
    await tell('exclude-from-cycle', unit('DB'));
    const directory = await createReadDirectory({ ...office, now: () => NOW })();
    const decided = await listUnitDecisions(office, { directory, units: ['CB'] });
    expect(decided).toMatchObject([
      { unit: 'Đảng bộ Công ty', kind: 'excluded', why: 'Mới thành lập', by: null },
      { unit: 'Tổ đảng Một', kind: 'excluded', why: 'Mới thành lập', by: null },
    ]);
    expect(await listUnitDecisions(office, { directory, units: ['CB2'] })).toHaveLength(1);
  });
});

test('a unit above one that is excused by itself is not added, and it is said which one that is', async () => {
  await exclude({ of: unit('TD') });
  await exclude({ of: person('P6') });
  const payload = { cycle: CYCLE, of: unit('CB'), why: 'Đã trở lại', collectives: [] };
  const actor = OPERATOR;
  const call = { id: randomUUID(), actor, name: 'include-in-cycle', payload } as const;
  expect(await runCommand<'include-in-cycle'>(office, call)).toMatchObject({
    ...{ status: 'refused', reason: 'excused-below' },
    details: { unit: 'CB', cycle: CYCLE, codes: 'TD, P6', option: '--unit TD' },
  });
  expect(await include(unit('CB2'))).toBe('asked-already');
});
