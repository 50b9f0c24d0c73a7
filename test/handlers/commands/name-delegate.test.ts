import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { findInForce } from '../../../handlers/queries/delegations.ts';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { listDecisionsFor } from '../../../handlers/queries/member-decisions.ts';
import { newsText } from '../../../handlers/words/news.ts';
import { BY_OFFICE, findOutcome, noteUntold } from '../../../models/command.ts';
import { findPerson } from '../../../models/organisation/person.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { operate } from '../../support/commands.ts';
import { CYCLE, reviewsOf } from '../../support/decided-cycle.ts';
import { delegatedOffice } from '../../support/delegated-office.ts';
import { NOW } from '../../support/organisation.ts';

const { office, as, name, newsOf } = delegatedOffice();
const OF_P6 = { member: 'P6', cycle: CYCLE };

const inForce = (day = '2026-11-23') => findInForce(office.database, { ...OF_P6, day });
const withdraw = (by: string, person = 'P6') =>
  as(by, { name: 'withdraw-delegate', payload: { person, cycle: CYCLE } });
const leave = (person: string, on: string) =>
  as('P5', { name: 'end-membership', payload: { person, on, why: 'transferred' } });

describe('a member names who answers for them', () => {
  test('which is recorded with its event, told to the delegate, and lets them be asked what the member is asked', async () => {
    expect(await reviewsOf(office).findOpenFor({ person: 'P6', delegate: 'P1' })).toBeNull();
    expect(await name({ id: 'named' })).toBe('recorded');
    expect(await inForce()).toMatchObject({ delegate: 'P1', namedBy: 'P6', paperDay: null });
    expect(await newsOf('named')).toEqual([
      {
        ...{ kind: 'delegate-named', screen: 'delegation', params: {}, people: ['P1'] },
        values: { name: 'Vũ Văn Sáu' },
      },
    ]);
    expect(await office.database.auditEvents.findById('named').lean()).toMatchObject({
      ...{ kind: 'delegate-named', actor: { person: 'P6' }, people: ['P6', 'P1'] },
      facts: { cycle: CYCLE, member: 'P6', delegate: 'P1' },
    });
    const reviews = reviewsOf(office);
    const asked = await reviews.findOpenFor({ person: 'P6', delegate: 'P1' });
    expect(asked?.flow.version).toBe((await reviews.findOpen('P6'))?.flow.version);
    expect(await reviews.findOpenFor({ person: 'P6', delegate: 'P5' })).toBeNull();
  });

  test('one at a time, also where two are named at once; another one once the first is withdrawn', async () => {
    const ends = await Promise.all([name(), name({ delegate: 'P5' })]);
    expect(ends.toSorted()).toEqual(['delegate-named-already', 'recorded']);
    expect(await name({ delegate: 'P5' })).toBe('delegate-named-already');
    expect(await withdraw('P6')).toBe('recorded');
    expect(await name({ delegate: 'P5' })).toBe('recorded');
    expect(await inForce()).toMatchObject({ delegate: 'P5' });
  });

  test.each([
    ['a stranger names somebody for them', { by: 'P3' }, 'not-allowed'],
    ['a delegate names themselves', { by: 'P1' }, 'not-allowed'],
    ['they name themselves', { delegate: 'P6' }, 'not-allowed'],
    ['the delegate is in another cell', { delegate: 'P7' }, 'delegate-out-of-reach'],
    ['the delegate works in no cell', { delegate: 'P3' }, 'delegate-out-of-reach'],
    ['the delegate is in a group of the cell and has no chat', { delegate: 'P2' }, 'delegate-not-joined'],
    ['there is no such person', { delegate: 'P99' }, 'delegate-out-of-reach'],
    ['the delegate has no chat', { delegate: 'P4' }, 'delegate-not-joined'],
    ['no open cycle asks the member', { cycle: null }, 'delegate-not-asked'],
  ])('and is refused where %s', async (_why, change, reason) => {
    expect(await name(change)).toBe(reason);
    expect(await inForce()).toBeNull();
  });

  test('who may be anybody of the cell for a member of a group in it', async () => {
    expect(await name({ by: 'P2', person: 'P2', delegate: 'P7' })).toBe('delegate-out-of-reach');
    expect(await name({ by: 'P2', person: 'P2', delegate: 'P6' })).toBe('recorded');
  });

  test('and is refused where the cycle was closed meanwhile, or the delegate has left', async () => {
    expect(await leave('P1', '2026-11-20')).toBe('recorded');
    expect(await name()).toBe('delegate-out-of-reach');
    await closeCycle(office.database, { cycle: CYCLE, now: office.now });
    expect(await name({ delegate: 'P5' })).toBe('cycle-closed');
  });
});

describe('a secretary records who was named on paper', () => {
  const onPaper = { by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20' };

  test('for somebody of the unit or below it; both are told, and the day of the paper is kept', async () => {
    expect(await name({ ...onPaper, id: 'named' })).toBe('recorded');
    const named = await findInForce(office.database, { member: 'P2', cycle: CYCLE, day: '2026-11-23' });
    expect(named).toMatchObject({ delegate: 'P6', namedBy: 'P5', paperDay: '2026-11-20' });
    expect(await newsOf('named')).toMatchObject([
      {
        ...{ kind: 'delegate-named-on-paper', people: ['P6'] },
        values: { name: 'Trần Thị Hai', by: expect.stringContaining(' ') },
      },
      {
        kind: 'delegate-named-for-you',
        people: ['P2'],
        values: { name: 'Vũ Văn Sáu', recordedBy: 'Đỗ Thị Năm' },
      },
    ]);
  });

  test.each([
    ['for somebody of another unit', { by: 'P7' }, 'not-allowed'],
    ['with themselves, who can record the paper instead', { delegate: 'P5' }, 'not-allowed'],
    ['with somebody of a unit that they do not lead', { delegate: 'P7' }, 'delegate-out-of-reach'],
    ['on a day that has not come', { paperDay: '2026-11-24' }, 'paper-day-to-come'],
    ['on a day before the year that is reviewed', { paperDay: '1990-01-01' }, 'day-impossible'],
  ])('but not %s', async (_why, change, reason) => {
    expect(await name({ ...onPaper, ...change })).toBe(reason);
  });

  test('but not for somebody who has left', async () => {
    expect(await leave('P2', '2026-11-23')).toBe('recorded');
    expect(await name(onPaper)).toBe('left-already');
  });
});

describe('a delegate is no longer one', () => {
  test('once the member withdraws them, which they are told', async () => {
    await name();
    await as('P6', { name: 'withdraw-delegate', payload: { person: 'P6', cycle: CYCLE }, id: 'withdrawn' });
    expect(await inForce()).toBeNull();
    expect(await newsOf('withdrawn')).toMatchObject([
      { kind: 'delegate-withdrawn', people: ['P1'], values: { name: 'Vũ Văn Sáu' } },
    ]);
    expect(await withdraw('P6')).toBe('delegate-unknown');
  });

  test('once a secretary over the member withdraws them, which both are told; nobody else can', async () => {
    await name();
    for (const other of ['P3', 'P7']) expect(await withdraw(other)).toBe('not-allowed');
    await as('P5', { name: 'withdraw-delegate', payload: { person: 'P6', cycle: CYCLE }, id: 'withdrawn' });
    expect((await newsOf('withdrawn')).map(({ kind, people }) => [kind, people])).toEqual([
      ['delegate-withdrawn', ['P1']],
      ['delegate-withdrawn-for-you', ['P6']],
    ]);
  });

  test.each(['P1', 'P6'])(
    'from the day on which %s, who is one of the two, leaves, even if they come back',
    async (code) => {
      await name();
      expect(await leave(code, '2026-11-25')).toBe('recorded');
      expect(await inForce('2026-11-24')).not.toBeNull();
      expect(await inForce('2026-11-25')).toBeNull();
      const back = { now: new Date('2026-11-27T03:00:00Z') };
      expect(
        await as('P5', {
          name: 'start-membership',
          payload: { person: code, unit: 'CB', on: '2026-11-27' },
          ...back,
        }),
      ).toBe('recorded');
      expect(await inForce('2026-11-28')).toBeNull();
    },
  );

  test('and then another one can be named without any withdrawal', async () => {
    await name();
    await leave('P1', '2026-11-23');
    expect(await name({ delegate: 'P5' })).toBe('recorded');
    expect(await inForce()).toMatchObject({ delegate: 'P5' });
  });
});

describe('that it ends is told to the other one', () => {
  const kindsOf = async (id: string) => (await newsOf(id)).map(({ kind, people }) => [kind, people]);
  const end = (person: string, id: string) => {
    const payload = { person, on: '2026-11-25', why: 'transferred' as const };
    return as('P1', { name: 'end-membership', payload, id });
  };

  test('where the delegate or the member leaves the organisation, and from which day', async () => {
    await name({ delegate: 'P5' });
    expect(await end('P5', 'delegate')).toBe('recorded');
    expect(await newsOf('delegate')).toContainEqual({
      ...{ kind: 'delegate-leaves', people: ['P6'], screen: 'delegation', params: {} },
      values: { name: 'Đỗ Thị Năm', on: '2026-11-25', recordedBy: 'Nguyễn Văn Một' },
    });
    expect(await end('P6', 'member')).toBe('recorded');
    expect(await kindsOf('member')).toContainEqual(['answering-over', ['P5']]);
  });

  test('where the member is excused, but not where the delegate is, who answers on', async () => {
    await name({ delegate: 'P5' });
    const excuse = (person: string, id: string) => {
      const of = { kind: 'person' as const, code: person };
      const payload = { cycle: CYCLE, of, why: 'Nghỉ thai sản', collectives: ['DU', 'CU'] };
      return as('P1', { name: 'exclude-from-cycle', payload, id });
    };
    expect(await excuse('P5', 'delegate')).toBe('recorded');
    expect(await kindsOf('delegate')).toEqual([['cycle-excused-by', ['P5']]]);
    expect(await excuse('P6', 'member')).toBe('recorded');
    expect(await kindsOf('member')).toEqual([
      ['cycle-excused-by', ['P6']],
      ['answering-over', ['P5']],
    ]);
  });

  test('where a unit is excused with them, once of all for whom they answer, and again when it is asked again', async () => {
    for (const person of ['P6', 'P2']) await name({ by: person, person, delegate: 'P5' });
    const decide = async (command: 'exclude-from-cycle' | 'include-in-cycle', code: string) => {
      const of = { kind: code.startsWith('P') ? ('person' as const) : ('unit' as const), code };
      const payload = { cycle: CYCLE, of, why: 'Chia tách', collectives: [] };
      const id = randomUUID();
      await operate(office, { name: command, id, payload });
      return (await newsOf(id)).filter(({ kind }) => !/^(cycle|unit)-/.test(kind));
    };
    const told = { screen: 'delegation', params: {}, people: ['P5'] };
    const both = { name: 'Vũ Văn Sáu, Trần Thị Hai', on: '2026-11-23', recordedBy: BY_OFFICE };
    expect(await decide('exclude-from-cycle', 'CB')).toEqual([
      { ...told, kind: 'answering-over', values: both },
    ]);
    expect(await decide('exclude-from-cycle', 'P2')).toEqual([]);
    expect(await decide('include-in-cycle', 'CB')).toMatchObject([
      { ...told, kind: 'answering-again', values: { name: 'Vũ Văn Sáu' } },
    ]);
    expect(await decide('include-in-cycle', 'P2')).toMatchObject([
      { ...told, kind: 'answering-again', values: { name: 'Trần Thị Hai' } },
    ]);
    expect(await decide('exclude-from-cycle', 'CB2')).toEqual([]);
  });

  test('and taken back where the delegate or the member stays after all', async () => {
    await name({ delegate: 'P5' });
    for (const [person, told] of [
      ['P5', ['delegate-stays', ['P6']]],
      ['P6', ['answering-again', ['P5']]],
    ] as const) {
      await end(person, `${person} leaves`);
      const payload = { person, unit: 'CB', on: '2026-11-25' };
      expect(await as('P1', { name: 'start-membership', payload, id: `${person} stays` })).toBe('recorded');
      expect(await kindsOf(`${person} stays`)).toContainEqual(told);
    }
  });

  test('and to who recorded the naming on paper, where another one records that the delegate leaves or stays', async () => {
    await name({ by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20' });
    const told = { screen: 'unit-person', params: { member: 'P2' }, people: ['P5'] };
    const names = { name: 'Vũ Văn Sáu', member: 'Trần Thị Hai' };
    expect(await end('P6', 'delegate leaves')).toBe('recorded');
    expect(await newsOf('delegate leaves')).toContainEqual({
      ...{ kind: 'named-delegate-leaves', ...told },
      values: { ...names, on: '2026-11-25', recordedBy: 'Nguyễn Văn Một' },
    });
    const payload = { person: 'P6', unit: 'CB', on: '2026-11-25' };
    expect(await as('P1', { name: 'start-membership', payload, id: 'delegate stays' })).toBe('recorded');
    expect(await kindsOf('delegate stays')).toContainEqual(['named-delegate-stays', ['P5']]);
    // Who records both is told it as a receipt.
    await leave('P6', '2026-11-25');
    await end('P2', 'member leaves');
    for (const command of await office.database.commands.find({ name: 'end-membership' }).lean()) {
      if (command._id === 'delegate leaves') continue;
      expect(JSON.stringify(command.outcome)).not.toContain('named-delegate');
    }
  });

  test('a move to another unit ends nothing, which the other one is told', async () => {
    await name();
    const payload = { person: 'P1', to: 'CB2', on: '2026-11-23' };
    expect(await as('P5', { name: 'move-membership', payload, id: 'moved' })).toBe('recorded');
    expect(await newsOf('moved')).toContainEqual({
      ...{ kind: 'delegate-moved', people: ['P6'], screen: 'delegation', params: {} },
      values: { name: 'Nguyễn Văn Một', unit: 'Chi bộ Hai', recordedBy: 'Đỗ Thị Năm' },
    });
    expect(await inForce()).toMatchObject({ delegate: 'P1' });
  });

  test('and to who records that one of the two moves, leaves or stays, but not of members of whom they are no secretary', async () => {
    await name();
    const onPaper = { person: 'P7', delegate: 'P6', paperDay: '2026-11-20' };
    expect(await name({ by: 'P1', ...onPaper })).toBe('recorded');
    const notesOf = async (id: string) => {
      const outcome = await findOutcome(office.database, { id });
      return outcome?.status === 'recorded' ? outcome.notes?.filter(({ values }) => 'other' in values) : [];
    };
    const move = (person: string, id: string) =>
      as('P5', { name: 'move-membership', payload: { person, to: 'TD', on: '2026-11-23' }, id });
    expect(await move('P1', 'delegate moves')).toBe('recorded');
    expect(await notesOf('delegate moves')).toEqual([
      { kind: 'still-answers', values: { other: 'Vũ Văn Sáu' } },
    ]);
    expect(await move('P6', 'member moves')).toBe('recorded');
    expect(await notesOf('member moves')).toEqual([
      { kind: 'still-answered', values: { other: 'Nguyễn Văn Một' } },
    ]);
    expect(await end('P6', 'member leaves')).toBe('recorded');
    expect(await notesOf('member leaves')).toEqual([
      { kind: 'ends-answered', values: { other: 'Nguyễn Văn Một' } },
      { kind: 'ends-answers', values: { other: 'Bùi Văn Bảy' } },
    ]);
    const payload = { person: 'P6', unit: 'TD', on: '2026-11-25' };
    expect(await as('P5', { name: 'start-membership', payload, id: 'member stays' })).toBe('recorded');
    expect(await notesOf('member stays')).toEqual([
      { kind: 'still-answered', values: { other: 'Nguyễn Văn Một' } },
    ]);
  });

  test('not where nobody answers for them any longer', async () => {
    await name({ delegate: 'P5' });
    await withdraw('P6');
    await end('P6', 'member');
    expect((await kindsOf('member')).flat().flat()).not.toContain('answering-over');
  });
});

test('the reasons of an excuse and of the addition that took its place can both be read', async () => {
  const of = { kind: 'person' as const, code: 'P6' };
  for (const [command, why] of [
    ['exclude-from-cycle', 'Nghỉ thai sản'],
    ['include-in-cycle', 'Đi làm lại'],
  ] as const) {
    await operate(office, { name: command, payload: { cycle: CYCLE, of, why, collectives: [] } });
  }
  const decisions = await listDecisionsFor(office, { person: 'P6' });
  expect(decisions.map(({ kind, why, isOver }) => [kind, why, isOver])).toEqual([
    ['included', 'Đi làm lại', undefined],
    ['excluded', 'Nghỉ thai sản', true],
  ]);
  expect(await listDecisionsFor(office, { person: 'P5' })).toEqual([]);
});

test('what could not be told stands in the data only as long as it holds', async () => {
  const describeAccount = createDescribeAccount({ ...office, now: () => NOW });
  const untold = async () => (await describeAccount('P2'))?.untold?.map(({ kind }) => kind);
  await name({ by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20', id: 'named' });
  await noteUntold(office.database, { id: 'named', person: 'P2' });
  expect(await untold()).toEqual(['delegate-named-for-you']);
  const command = await office.database.commands.findById('named').lean();
  expect(command?.outcome).toMatchObject({
    notes: [{ kind: 'delegate-named-for' }, { kind: 'delegate-paper', values: { day: '2026-11-20' } }],
  });
  await withdraw('P5', 'P2');
  expect(await untold()).toBeUndefined();
});

test('all news of a decision names who made it, or says that administration did', async () => {
  const post = { person: 'P6', collective: 'CU' };
  const of = { kind: 'person', code: 'P6' } as const;
  const bodies = ['DU', 'CU'];
  const decided = { cycle: CYCLE, of, why: 'Ốm', collectives: bodies };
  const title = { role: 'deputy', title: 'Phó bí thư', branch: 'party' } as const;
  const away = { person: 'P6', unit: 'CB2' };
  const forAll = { cycle: CYCLE, why: 'Bổ sung' };
  const own = { by: 'P5', person: 'P2', delegate: 'P6', paperDay: '2026-11-20' };
  expect(await name(own)).toBe('recorded');
  expect(await withdraw('P5', 'P2')).toBe('recorded');
  for (const call of [
    { name: 'extend-cycle', payload: { ...decided, date: 'draftsDue', day: '2026-12-10' } },
    { name: 'exclude-from-cycle', payload: decided },
    { name: 'include-in-cycle', payload: decided },
    { name: 'start-temporary-membership', payload: { ...away, from: '2026-11-20', to: null } },
    { name: 'end-temporary-membership', payload: { ...away, to: '2026-11-23' } },
    { name: 'start-post', payload: { ...post, ...title, bodies, from: '2026-11-23' } },
    { name: 'end-post', payload: { ...post, bodies, to: '2026-11-25' } },
    { name: 'move-membership', payload: { person: 'P6', to: 'TD', on: '2026-11-23' } },
    { name: 'end-membership', payload: { person: 'P6', on: '2026-12-01', why: 'left-work' } },
    { name: 'start-membership', payload: { person: 'P6', unit: 'TD', on: '2026-12-01' } },
  ] as const) {
    expect([call.name, await as('P1', call)]).toEqual([call.name, 'recorded']);
  }
  await office.database.drafts.create({
    ...{ _id: 'draft', author: 'P6', form: 'self-review', cycle: CYCLE, revision: 1, copiedAt: NOW },
    ...{ subject: { kind: 'person', id: 'P6' }, fields: {} },
  });
  await operate(office, { name: 'close-cycle', payload: { cycle: CYCLE, evenIfUnfinished: true } });
  await operate(office, { name: 'reopen-cycle', payload: forAll });
  const commands = await office.database.commands.find().sort({ at: 1 }).lean();
  const told = commands.flatMap(({ name: command, actor, outcome }) =>
    outcome.status === 'recorded' ? (outcome.news ?? []).map((one) => ({ command, actor, ...one })) : [],
  );
  const { translator } = await loadLocales();
  for (const { command, actor, ...news } of told) {
    const by = actor.kind === 'person' ? (await findPerson(office.database, actor))?.name : undefined;
    const text = newsText(news, { t: translator('vi'), language: 'vi' });
    expect([command, text]).toEqual([command, expect.stringContaining(by ?? 'Bộ phận quản trị')]);
  }
  expect(new Set(told.map(({ command }) => command)).size).toBe(14);
});
