import { describe, expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { findCountingEntry, listStandingEntries } from '../../../handlers/queries/counting-entry.ts';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { exportReview } from '../../../handlers/queries/export-review.ts';
import { exportUnit } from '../../../handlers/queries/export-unit.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import { entryLine } from '../../../handlers/words/standing.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { CYCLE } from '../../support/decided-cycle.ts';
import { delegatedOffice } from '../../support/delegated-office.ts';
import { DAY } from '../../support/flows.ts';
import { NOW } from '../../support/organisation.ts';

const { office, as, name, handIn, newsOf } = delegatedOffice();
const locales = await loadLocales();
const BY = { kind: 'person', person: 'P1' };
const WHY = 'Không đúng lời tôi nói';
const later = (days: number) => new Date(NOW.getTime() + days * DAY);

const stateOfP6 = async () =>
  (await listReviewStates(office, { now: NOW })).find(({ code }) => code === 'P6');
const withdrawal = (number: number) => ({
  ...{ person: 'P6', cycle: CYCLE, delegate: 'P1', number, withdrawnAt: NOW },
});
const takeBack = (by: string, id: string, number = 1) =>
  as(by, { name: 'withdraw-delegated-review', payload: withdrawal(number), id });
const withdraw = (by: string, id: string, number = 1) =>
  as(by, { name: 'withdraw-answered-for', payload: withdrawal(number), id });
/** A secretary, as the member asked for it on a paper of that day. */
const withdrawOnPaper = (by: string, id: string, day = '2026-11-23') => {
  const payload = { ...withdrawal(1), paperDay: day, why: WHY };
  return as(by, { name: 'withdraw-for-member', payload, id });
};
const endNaming = () => as('P6', { name: 'withdraw-delegate', payload: { person: 'P6', cycle: CYCLE } });

/** The member hands in a version themselves. */
const handInOwn = (id: string, submittedAt: Date) => {
  const own = { person: 'P6', cycle: CYCLE, number: 1, flowVersion: 'v', submittedAt, late: false };
  const payload = { ...own, pack: { id: 'sample', version: 'one' }, answers: [] };
  return as('P6', { name: 'record-self-review', payload, id });
};
const notesOf = async (id: string) => {
  const command = await office.database.commands.findById(id).lean();
  return command?.outcome.status === 'recorded' ? command.outcome.notes : undefined;
};
const kindsOf = async (id: string) => (await newsOf(id)).map(({ kind, people }) => [kind, people]);

describe('what a delegate hands in', () => {
  test('counts as handed in and says who did so: among the people, in both exports and in the event', async () => {
    await name();
    expect(await handIn({ id: 'handed' })).toBe('recorded');
    const entry = { how: 'delegate', day: '2026-11-23' };
    expect(await stateOfP6()).toMatchObject({ state: 'submitted', number: 1, entry: { ...entry, by: BY } });
    const by = { kind: 'person', code: 'P1', name: 'Nguyễn Văn Một' };
    expect(await exportReview(office, { person: 'P6' })).toMatchObject({
      ...{ person: { code: 'P6' }, version: 1, counts: true, entry: { ...entry, by } },
    });
    const unit = await exportUnit(office, { unit: 'CB' });
    expect(unit.people).toEqual(['P6']);
    for await (const review of unit.reviews) expect(review).toMatchObject({ entry: { ...entry, by } });
    const event = await office.database.auditEvents.findById('handed').lean();
    expect(event).toMatchObject({
      ...{ kind: 'delegated-review-recorded', actor: BY, people: ['P6', 'P1'] },
      facts: { cycle: CYCLE, number: 1, delegate: 'P1' },
    });
    const stored = await office.database.submissions.find({}).lean();
    for (const document of [stored, event]) expect(JSON.stringify(document)).not.toContain('khuyết điểm');
  });

  test('is told to the member, and to who recorded the naming where it was on paper', async () => {
    await name();
    await handIn({ id: 'own' });
    expect(await newsOf('own')).toEqual([
      {
        ...{ kind: 'handed-in-for-you', people: ['P6'], values: { name: 'Nguyễn Văn Một', number: 1 } },
        ...{ screen: 'answered-for', params: { cycle: CYCLE, delegate: 'P1', number: 1 } },
      },
    ]);
    await name({ by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20' });
    await handIn({ person: 'P2', delegate: 'P6', id: 'paper' });
    expect((await newsOf('paper')).map(({ kind, people }) => [kind, people])).toEqual([
      ['handed-in-for-you', ['P2']],
      ['handed-in-for-member', ['P5']],
    ]);
  });

  test('is recorded once, and its numbers are in the way of no other version', async () => {
    await name();
    await handIn();
    expect(await handIn()).toBe('recorded');
    expect(await handIn({ submittedAt: later(1) })).toBe('number-taken');
    expect(await handIn({ number: 2, submittedAt: later(1) })).toBe('recorded');
    expect(await handInOwn('own', later(2))).toBe('recorded');
    expect(await office.database.submissions.countDocuments({ person: 'P6' })).toBe(3);
    expect(await exportReview(office, { person: 'P6', version: 2, series: 'delegate/P1' })).toMatchObject({
      ...{ version: 2, counts: false },
    });
    // What the member hands in themselves takes its place, and the delegate is told.
    expect(await stateOfP6()).not.toHaveProperty('entry');
    expect(await newsOf('own')).toMatchObject([{ kind: 'handed-in-themselves', people: ['P1'] }]);
  });
});

describe('only who may see the member now is told what the member does', () => {
  test.each([
    [
      'the member has moved to another unit',
      () => as('P5', { name: 'move-membership', payload: { person: 'P2', to: 'CB2', on: '2026-11-23' } }),
    ],
    ['the post is lost', () => office.database.posts.deleteMany({ person: 'P5' })],
  ])('not who recorded the naming on paper, once %s', async (_how, change) => {
    await name({ by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20' });
    await change();
    expect(await handIn({ person: 'P2', delegate: 'P6', id: 'paper' })).toBe('recorded');
    expect(await kindsOf('paper')).toEqual([['handed-in-for-you', ['P2']]]);
  });

  test('not a delegate who is not named any longer, and leads nobody', async () => {
    await office.database.posts.deleteMany({ person: 'P1' });
    await name();
    await handIn();
    await endNaming();
    await handInOwn('ended', later(1));
    expect(await newsOf('ended')).toEqual([]);
  });

  test('not of a version that was withdrawn', async () => {
    await name();
    await handIn();
    await takeBack('P1', 'w');
    await handInOwn('own', later(1));
    expect(await newsOf('own')).toEqual([]);
  });
});

describe('the member is told what counts once it is recorded', () => {
  test('the version of the delegate in place of their own', async () => {
    await name();
    await handInOwn('own', NOW);
    await handIn({ id: 'instead', submittedAt: later(1) });
    expect(await newsOf('instead')).toMatchObject([
      { kind: 'handed-in-for-you-instead', values: { name: 'Nguyễn Văn Một', number: 1, own: 1 } },
    ]);
    await takeBack('P1', 'w');
    expect(await kindsOf('w')).toEqual([['withdrawn-for-you-other', ['P6']]]);
  });

  test('their own, where they handed it in later and it was recorded before', async () => {
    await name();
    await handInOwn('own', later(1));
    await handIn({ id: 'earlier' });
    expect(await kindsOf('earlier')).toEqual([['handed-in-for-you-uncounted', ['P6']]]);
  });

  test('their own, of which the delegate is not told that it counts where theirs does', async () => {
    await name();
    await handIn({ submittedAt: later(1) });
    await handInOwn('own', NOW);
    expect(await newsOf('own')).toEqual([]);
  });

  test.each([1, 2, 3])('also where both hand in at the same moment (%i)', async () => {
    await name();
    await Promise.all([handInOwn('own', later(1)), handIn({ id: 'theirs' })]);
    const told = (await Promise.all([kindsOf('own'), kindsOf('theirs')])).flat();
    expect([
      [['handed-in-for-you-uncounted', ['P6']]],
      [
        ['handed-in-themselves', ['P1']],
        ['handed-in-for-you', ['P6']],
      ],
    ]).toContainEqual(told);
  });
});

describe('it is refused', () => {
  test('for somebody else than the delegate, and where nobody is named', async () => {
    expect(await handIn()).toBe('delegation-ended');
    await name();
    expect(await handIn({ by: 'P5' })).toBe('not-allowed');
    expect(await handIn({ by: 'P6' })).toBe('not-allowed');
    expect(await handIn({ delegate: 'P5' })).toBe('delegation-ended');
    expect(await handIn({ person: 'P2' })).toBe('delegation-ended');
    expect(await handIn({ cycle: 'DB-2025' })).toBe('delegation-ended');
    expect(await office.database.submissions.countDocuments({})).toBe(0);
  });

  test('once the naming is withdrawn, even if it was handed in before and recorded only then', async () => {
    await name();
    await endNaming();
    expect(await handIn({ submittedAt: new Date(NOW.getTime() - DAY) })).toBe('delegation-ended');
  });

  test('once the member is excused, even if it was handed in before and recorded only then', async () => {
    await name();
    const of = { kind: 'person', code: 'P6' } as const;
    await as('P5', {
      name: 'exclude-from-cycle',
      payload: { cycle: CYCLE, of, why: 'Ốm', collectives: ['CU'] },
    });
    expect(await handIn()).toBe('excused-already');
    await as('P5', {
      name: 'include-in-cycle',
      payload: { cycle: CYCLE, of, why: 'Đã khỏe', collectives: ['CU'] },
    });
    expect(await handIn()).toBe('recorded');
  });

  test('from the day on which one of the two leaves', async () => {
    await name();
    await as('P5', {
      name: 'end-membership',
      payload: { person: 'P6', on: '2026-11-25', why: 'left-party' },
    });
    expect(await handIn({ at: later(1) })).toBe('recorded');
    expect(await handIn({ number: 2, submittedAt: later(2), at: later(2) })).toBe('delegation-ended');
  });
});

describe('once the cycle is closed', () => {
  const close = () => closeCycle(office.database, { cycle: CYCLE, now: NOW });

  test('a delegate hands in nothing more, not even what they handed in before; what was recorded stays so', async () => {
    await name();
    await handIn();
    await close();
    expect(await handIn({ number: 2, submittedAt: new Date(NOW.getTime() - DAY) })).toBe('cycle-closed');
    expect(await handIn()).toBe('recorded');
    expect(await office.database.submissions.countDocuments({})).toBe(1);
  });

  test('neither the delegate nor the member withdraws what was handed in', async () => {
    await name();
    await handIn();
    await close();
    expect(await takeBack('P1', 'delegate')).toBe('cycle-closed');
    expect(await withdraw('P6', 'member')).toBe('cycle-closed');
    expect(await stateOfP6()).toMatchObject({ state: 'submitted', number: 1 });
  });
});

describe('a version that a delegate handed in is withdrawn', () => {
  test('by the member, which the delegate is told, also once the delegate is not named any longer', async () => {
    await name();
    await handIn();
    await endNaming();
    expect(await withdraw('P6', 'w')).toBe('recorded');
    expect(await stateOfP6()).toMatchObject({ state: 'withdrawn' });
    expect(await newsOf('w')).toMatchObject([{ kind: 'withdrawn-by-member', people: ['P1'] }]);
    expect(await withdraw('P6', 'again')).toBe('already-withdrawn');
    expect(await withdraw('P6', 'other', 2)).toBe('submission-unknown');
  });

  test('by the delegate as long as they are named, which the member is told; by nobody else', async () => {
    await name();
    await handIn();
    for (const take of [withdraw, takeBack]) expect(await take('P5', 'secretary')).toBe('not-allowed');
    expect(await withdraw('P1', 'as-member')).toBe('not-allowed');
    expect(await takeBack('P1', 'w')).toBe('recorded');
    expect(await newsOf('w')).toMatchObject([{ kind: 'withdrawn-for-you', people: ['P6'] }]);
    await handIn({ number: 2, submittedAt: later(1) });
    await endNaming();
    expect(await takeBack('P1', 'late', 2)).toBe('delegation-ended');
  });

  test('by the delegate, which also who recorded the naming on paper is told, who was told that it was handed in', async () => {
    await name({ by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20' });
    await handIn({ person: 'P2', delegate: 'P6' });
    const version = { ...withdrawal(1), person: 'P2', delegate: 'P6' };
    await as('P6', { name: 'withdraw-delegated-review', payload: version, id: 'w' });
    const values = { name: 'Vũ Văn Sáu', number: 1 };
    expect(await newsOf('w')).toMatchObject([
      { kind: 'withdrawn-for-you', people: ['P2'], values },
      {
        ...{ kind: 'withdrawn-by-delegate', people: ['P5'], values: { ...values, member: 'Trần Thị Hai' } },
        ...{ screen: 'unit-person', params: { member: 'P2' } },
      },
    ]);
    await handIn({ person: 'P2', delegate: 'P6', number: 2, submittedAt: later(1) });
    await office.database.posts.deleteMany({ person: 'P5' });
    const next = { ...version, number: 2 };
    await as('P6', { name: 'withdraw-delegated-review', payload: next, id: 'post-lost' });
    expect(await kindsOf('post-lost')).toEqual([['withdrawn-for-you', ['P2']]]);
  });

  test.each([
    [
      'member',
      () => withdraw('P6', 'w'),
      'người nhờ đã rút: CHƯA có bản nào',
      'chính đồng chí đã rút: CHƯA có',
    ],
    [
      'delegate',
      () => takeBack('P1', 'w'),
      'chính người nộp thay đã rút: CHƯA có',
      'đồng chí ấy đã rút: CHƯA',
    ],
  ])('by the %s, of which both the card of the person and their home tell', async (by, take, card, home) => {
    await name();
    await handIn();
    await take();
    const entry = await findCountingEntry(office, { person: 'P6', orWithdrawn: true });
    expect(entry).toMatchObject({ isWithdrawn: true, withdrawnBy: by });
    const context = { language: 'vi', t: locales.translator('vi') } as const;
    expect(entry && entryLine(entry, context, 'secretary')).toContain(card);
    expect(entry && entryLine(entry, context)).toContain(home);
  });
});

describe('a secretary withdraws it for a member who asked for that on paper', () => {
  test('also once nobody is named any longer: both are told, and the reason is kept sealed', async () => {
    await name();
    await handIn();
    await endNaming();
    expect(await withdrawOnPaper('P5', 'w')).toBe('recorded');
    expect(await stateOfP6()).toMatchObject({ state: 'withdrawn' });
    expect(await newsOf('w')).toMatchObject([
      {
        ...{ kind: 'withdrawn-on-paper', people: ['P6'], values: { name: 'Nguyễn Văn Một', number: 1 } },
        ...{ screen: 'answered-for', params: { cycle: CYCLE, delegate: 'P1', number: 1 } },
      },
      {
        ...{ kind: 'withdrawn-for-member', people: ['P1'] },
        values: { name: 'Vũ Văn Sáu', number: 1, by: 'Đỗ Thị Năm', day: '2026-11-23' },
      },
    ]);
    const entry = await findCountingEntry(office, { person: 'P6', orWithdrawn: true });
    const reason = { by: 'Đỗ Thị Năm', paperDay: '2026-11-23', why: WHY };
    expect(entry).toMatchObject({ isWithdrawn: true, takenBack: reason });
    const event = await office.database.auditEvents.findById('w').lean();
    expect(event).toMatchObject({
      ...{ kind: 'withdrawn-for-member', actor: { kind: 'person', person: 'P5' }, people: ['P6', 'P1'] },
      contents: { why: expect.any(String) },
    });
    const stored = await office.database.submissions.find({}).lean();
    for (const document of [stored, event]) expect(JSON.stringify(document)).not.toContain(WHY);
    expect(await withdrawOnPaper('P5', 'again')).toBe('already-withdrawn');
  });

  test('and each hears which version it was, and that the delegate who is still named can hand in again', async () => {
    await name();
    await handIn();
    await handIn({ number: 2, submittedAt: later(1) });
    expect(await withdrawOnPaper('P5', 'w')).toBe('recorded');
    expect((await newsOf('w')).map(({ kind }) => kind)).toEqual([
      'withdrawn-on-paper-still-named',
      'withdrawn-for-member-still-named',
    ]);
    const version = { number: 1, delegate: 'Nguyễn Văn Một', day: '2026-11-23' };
    expect(await notesOf('w')).toEqual([
      { kind: 'delegated-withdrawn-for', values: { ...version, name: 'Vũ Văn Sáu' } },
      { kind: 'delegate-still-named', values: { delegate: 'Nguyễn Văn Một' } },
    ]);
    expect(await withdraw('P6', 'own', 2)).toBe('recorded');
    expect(await kindsOf('own')).toEqual([['withdrawn-by-member-still-named', ['P1']]]);
    expect(await notesOf('own')).toMatchObject([
      { kind: 'delegated-withdrawn', values: { number: 2, day: '2026-11-24' } },
      { kind: 'delegate-still-named' },
    ]);
  });

  test('not who leads another unit, nor the member, nor for a day that cannot be, nor once the cycle is closed', async () => {
    await name();
    await handIn();
    for (const by of ['P7', 'P6', 'P2']) expect(await withdrawOnPaper(by, by)).toBe('not-allowed');
    expect(await withdrawOnPaper('P5', 'old', '2025-12-31')).toBe('day-impossible');
    // Nobody asked for it before it was handed in.
    expect(await withdrawOnPaper('P5', 'before', '2026-11-22')).toBe('day-impossible');
    expect(await withdrawOnPaper('P5', 'late', '2026-11-24')).toBe('paper-day-to-come');
    await closeCycle(office.database, { cycle: CYCLE, now: NOW });
    expect(await withdrawOnPaper('P5', 'closed')).toBe('cycle-closed');
    expect(await stateOfP6()).toMatchObject({ state: 'submitted', number: 1 });
  });

  test('and is told of each that stands what counts afterwards', async () => {
    await name();
    await handInOwn('own', later(-1));
    await handIn();
    const listed = await listStandingEntries(office.database, { person: 'P6', cycle: CYCLE });
    expect(listed).toMatchObject([
      { how: 'delegate', by: 'P1', number: 1, counts: true, after: { how: 'own', number: 1 } },
    ]);
    await withdrawOnPaper('P5', 'w');
    expect(await listStandingEntries(office.database, { person: 'P6', cycle: CYCLE })).toEqual([]);
  });
});

test('both read in what is stored about them who answers for whom, and what was handed in', async () => {
  await name();
  await handIn();
  const describeAccount = createDescribeAccount({ ...office, now: () => NOW });
  const member = await describeAccount('P6');
  expect(member?.submissions).toMatchObject([{ number: 1, how: 'delegate', by: 'Nguyễn Văn Một' }]);
  expect(member?.delegations).toMatchObject([{ year: 2026, name: 'Nguyễn Văn Một', isDelegate: false }]);
  const delegate = await describeAccount('P1');
  expect(delegate?.delegations).toMatchObject([{ name: 'Vũ Văn Sáu', isDelegate: true, endedAt: null }]);
  expect(delegate).toMatchObject({ submissions: [], answeredFor: 1 });
});
