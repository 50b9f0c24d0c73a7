import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PayloadOf } from '../../../handlers/commands/catalogue.ts';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { type Paper, paperPayload } from '../../../handlers/forms/paper.ts';
import { findCountingEntry } from '../../../handlers/queries/counting-entry.ts';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { exportReview } from '../../../handlers/queries/export-review.ts';
import { exportUnit } from '../../../handlers/queries/export-unit.ts';
import { listCycles } from '../../../handlers/queries/list-cycles.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import { listUntold } from '../../../models/command.ts';
import type { ActorName } from '../../../models/policies/actor.ts';
import { createAttachmentStore } from '../../../models/review/attachment.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { OPERATOR, operate, recordedOf } from '../../support/commands.ts';
import { reviewsOf } from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach();
const CYCLE = 'DB-2026';
const WORDS = 'Tôi nhận khuyết điểm về giờ giấc.';
const WHY = 'Ghi nhầm người';
const QUESTION = { vi: 'Nội dung', en: 'Content' };
const PACK = { id: 'sample', version: 'one' };
const answer = {
  ...{ step: 'text', kind: 'text', section: QUESTION, heading: QUESTION, prompt: QUESTION },
  ...{ answeredAt: NOW, retired: false, value: { kind: 'text' as const, text: WORDS } },
};

beforeEach(() => openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW }));

const otherAnswer = { ...answer, value: { kind: 'text' as const, text: 'Tôi bổ sung.' } };

/** A paper of P2 as it is recorded; each a second later than the one before. */
let seconds = 0;
function paper(change: Partial<PayloadOf<'record-paper-review'>> = {}): PayloadOf<'record-paper-review'> {
  seconds += 1;
  return {
    ...{ person: 'P2', day: '2026-11-20', submittedAt: new Date(NOW.getTime() + seconds * 1_000) },
    asked: { cycle: CYCLE, pack: PACK, flowVersion: 'v', late: false },
    ...{ answers: [answer], ...change },
  };
}

async function as(actor: ActorName, payload = paper(), id: string = randomUUID()) {
  return runCommand(office, { id, name: 'record-paper-review', actor, payload });
}

const person = (code: string): ActorName => ({ kind: 'person', person: code });

async function handIn(number: number, submittedAt: Date) {
  return runCommand(office, {
    ...{ id: randomUUID(), name: 'record-self-review', actor: person('P2') },
    payload: {
      ...{ person: 'P2', cycle: CYCLE, number, flowVersion: 'v', submittedAt, late: false, pack: PACK },
      answers: [answer],
    },
  });
}

/** An answer with these files, each stored anew. */
async function scanOf(contents: readonly string[]) {
  const store = createAttachmentStore(office);
  const files = [];
  for (const content of contents) {
    const id = `attachment:P2:${randomUUID()}`;
    await store.save({ _id: id, person: 'P2', at: NOW, bytes: Buffer.from(content) });
    files.push({ id, name: id });
  }
  return { ...answer, kind: 'attachment', value: { kind: 'attachment' as const, files } };
}

const stateOfP2 = async () =>
  (await listReviewStates(office, { now: NOW })).find(({ code }) => code === 'P2');

describe('what a person handed in on paper', () => {
  test('counts as handed in: among the people, in the progress of the cycle and in both exports', async () => {
    expect(await as(person('P1'))).toMatchObject({ status: 'recorded', result: { number: 1 } });

    const entry = { how: 'paper', day: '2026-11-20' };
    expect(await stateOfP2()).toMatchObject({
      ...{ state: 'submitted', number: 1, changedSince: false },
      entry: { ...entry, by: { kind: 'person', person: 'P1' } },
    });
    expect((await listCycles(office.database, { day: '2026-11-23' }))[0]).toMatchObject({ submitted: 1 });
    const by = { kind: 'person', code: 'P1', name: 'Nguyễn Văn Một' };
    expect(await exportReview(office, { person: 'P2' })).toMatchObject({
      ...{ person: { code: 'P2' }, version: 1, counts: true, entry: { ...entry, by } },
      answers: [{ value: { text: WORDS } }],
    });
    const unit = await exportUnit(office, { unit: 'DB' });
    expect(unit.people).toEqual(['P2']);
    expect(unit.missing).not.toContain('P2');
    for await (const review of unit.reviews) expect(review).toMatchObject({ entry: { ...entry, by } });
  });

  test('is sealed, and its audit event names who recorded it and for whom, and none of the words', async () => {
    await as(person('P1'), paper(), 'paper');
    const event = await office.database.auditEvents.findById('paper').lean();
    expect(event).toMatchObject({
      ...{ kind: 'paper-review-recorded', actor: { person: 'P1' }, people: ['P2'] },
      facts: { cycle: CYCLE, number: 1, day: '2026-11-20', late: 0 },
    });
    const stored = await office.database.submissions.find({}).lean();
    for (const document of [stored, event]) expect(JSON.stringify(document)).not.toContain('giờ giấc');
  });

  test('is told to the person, by the name of who recorded it, or as recorded by the office', async () => {
    await as(person('P1'), paper(), 'paper');
    const command = await office.database.commands.findById('paper').lean();
    expect(command?.outcome).toMatchObject({
      news: [{ kind: 'paper-recorded', people: ['P2'], values: { name: 'Nguyễn Văn Một' } }],
    });
    await operate(office, { name: 'record-paper-review', payload: paper({ answers: [otherAnswer] }) });
    const untold = (await listUntold(office.database, { people: ['P2'] })).find(
      ({ actor }) => actor.kind === 'operator',
    );
    expect(untold?.outcome).toMatchObject({ news: [{ kind: 'paper-recorded-by-office', people: ['P2'] }] });
  });

  test('has numbers of its own, so that neither version is in the way of the other', async () => {
    await as(person('P1'));
    expect(await handIn(1, NOW)).toMatchObject({ status: 'recorded' });
    expect(await as(OPERATOR, paper({ answers: [otherAnswer] }))).toMatchObject({ result: { number: 2 } });
    expect(await exportReview(office, { person: 'P2', version: 1 })).toMatchObject({ entry: null });
    expect(await exportReview(office, { person: 'P2', version: 1, series: 'paper' })).toMatchObject({
      ...{ version: 1, newestVersion: 2, counts: false, entry: { day: '2026-11-20' } },
    });
  });

  test('recorded by two at once becomes two versions', async () => {
    const ends = await Promise.all([as(person('P1')), as(OPERATOR, paper({ answers: [otherAnswer] }))]);
    expect(recordedOf(ends)).toEqual([true, true]);
    const numbers = (await office.database.submissions.find({}).lean()).map(({ number }) => number);
    expect(numbers.toSorted()).toEqual([1, 2]);
  });
});

describe('the very same paper', () => {
  const again = { reason: 'paper-recorded-already', details: { paper: 1 } };

  test('is recorded once, also by two at once, and again once it was taken back', async () => {
    const ends = await Promise.all([as(person('P1')), as(OPERATOR)]);
    expect(recordedOf(ends).toSorted()).toEqual([false, true]);
    expect(await as(OPERATOR)).toMatchObject(again);
    const payload = { person: 'P2', cycle: CYCLE, number: 1, why: WHY };
    await operate(office, { name: 'withdraw-paper-review', payload });
    expect(await as(OPERATOR)).toMatchObject({ result: { number: 2 } });
  });

  test('says how many photos or files are kept: in the receipt, on the card, and in the data of the person', async () => {
    const scanned = paper({ answers: [await scanOf(['one', 'two'])] });
    expect(await as(person('P1'), scanned)).toMatchObject({
      notes: [{ kind: 'paper-recorded' }, { kind: 'paper-files', values: { count: 2 } }],
    });
    expect(await findCountingEntry(office, { person: 'P2' })).toMatchObject({ files: 2 });
    const describeAccount = createDescribeAccount({ ...office, now: () => NOW });
    expect(await describeAccount('P2')).toMatchObject({ submissions: [{ files: 2 }] });
    await as(person('P1'), paper());
    expect(await findCountingEntry(office, { person: 'P2' })).not.toHaveProperty('files');
  });

  test('is known by the bytes of its files, whatever they are called', async () => {
    const scanned = async (...pages: string[]) => paper({ answers: [await scanOf(pages)] });
    expect(await as(OPERATOR, await scanned('one', 'two'))).toMatchObject({ result: { number: 1 } });
    expect(await as(OPERATOR, await scanned('one', 'two'))).toMatchObject(again);
    expect(await as(OPERATOR, await scanned('one', 'three'))).toMatchObject({ result: { number: 2 } });
    expect(await as(OPERATOR, await scanned('one'))).toMatchObject({ result: { number: 3 } });
  });
});

describe('what was handed in later counts', () => {
  test('where the person answers after all, and who had recorded the paper is told', async () => {
    await as(person('P1'));
    const end = await handIn(1, new Date(NOW.getTime() + 3_600_000));
    expect(end).toMatchObject({
      news: [{ kind: 'handed-in-themselves', people: ['P1'], values: { name: 'Trần Thị Hai' } }],
    });
    expect(await stateOfP2()).not.toHaveProperty('entry');
    expect(await exportReview(office, { person: 'P2' })).toMatchObject({ entry: null, counts: true });
  });

  test('and what the person withdraws leaves the paper standing', async () => {
    await as(person('P1'));
    const later = new Date(NOW.getTime() + 3_600_000);
    await handIn(1, later);
    const payload = { person: 'P2', cycle: CYCLE, number: 1, withdrawnAt: later };
    const withdrawal = { id: 'w', name: 'withdraw-self-review', actor: person('P2'), payload } as const;
    expect(await runCommand(office, withdrawal)).toMatchObject({ status: 'recorded' });
    expect(await stateOfP2()).toMatchObject({ state: 'submitted', entry: { how: 'paper' } });
    expect((await exportUnit(office, { unit: 'DB' })).people).toEqual(['P2']);
  });
});

test('a paper that was recorded by mistake is taken back once, is told, and does not count any longer', async () => {
  await as(person('P1'));
  const take = (id: string, actor: ActorName, number = 1) =>
    runCommand(office, {
      ...{ id, name: 'withdraw-paper-review', actor },
      payload: { person: 'P2', cycle: CYCLE, number, why: WHY },
    });
  expect(await take('own', person('P2'))).toMatchObject({ reason: 'not-allowed' });
  expect(await take('other', person('P1'), 2)).toMatchObject({ reason: 'paper-unknown' });
  expect(await take('first', person('P1'))).toMatchObject({
    news: [{ kind: 'paper-withdrawn', people: ['P2'], values: { name: 'Nguyễn Văn Một' } }],
  });
  expect(await take('again', OPERATOR)).toMatchObject({ reason: 'paper-withdrawn-already' });
  expect(await stateOfP2()).toMatchObject({ state: 'withdrawn' });
  expect((await listCycles(office.database, { day: '2026-11-23' }))[0]).toMatchObject({ submitted: 0 });
  expect(await office.database.auditEvents.findById('first').lean()).toMatchObject({
    ...{ kind: 'paper-review-withdrawn', actor: { person: 'P1' }, people: ['P2'] },
    contents: { why: expect.any(String) },
  });
  const entry = await findCountingEntry(office, { person: 'P2', orWithdrawn: true });
  expect(entry).toMatchObject({ isWithdrawn: true, takenBack: { by: 'Nguyễn Văn Một', why: WHY } });
  expect(JSON.stringify(await office.database.submissions.find({}).lean())).not.toContain(WHY);
});

test('in a cycle that is closed only administration takes a paper back', async () => {
  await as(person('P1'));
  await closeCycle(office.database, { cycle: CYCLE, now: NOW });
  const wish = {
    name: 'withdraw-paper-review',
    payload: { person: 'P2', cycle: CYCLE, number: 1, why: WHY },
  } as const;
  const refused = await runCommand(office, { ...wish, id: 'secretary', actor: person('P1') });
  expect(refused).toMatchObject({ reason: 'cycle-closed' });
  expect(await operate(office, wish)).toMatchObject({ status: 'recorded' });
});

describe('of somebody who left, or is excused', () => {
  const words = (key: string) => ({ vi: key, en: key });
  /** As a secretary or an operator records it. */
  const recordOn = async (day: string) => {
    const handedIn: Paper = { day, how: 'kept', files: [], text: null };
    const sources = { reviews: reviewsOf(office), sayInAll: words };
    const payload = await paperPayload(sources, { person: 'P2', paper: handedIn, at: NOW });
    return as(OPERATOR, payload);
  };

  test('what they handed in before is recorded, but nothing later', async () => {
    const leave = { person: 'P2', on: '2026-11-23', why: 'transferred' } as const;
    await operate(office, { name: 'end-membership', payload: leave });
    const left = { reason: 'left-already', details: { day: '2026-11-22' } };
    expect(await recordOn('2026-11-23')).toMatchObject(left);
    expect(await recordOn('2026-11-22')).toMatchObject({ result: { number: 1, hasLeft: true } });
    expect(await exportReview(office, { person: 'P2' })).toMatchObject({ entry: { day: '2026-11-22' } });
    expect(await stateOfP2()).toMatchObject({ state: 'left' });
  });

  test('nothing is recorded before they are added again', async () => {
    const of = { kind: 'person', code: 'P2' } as const;
    const decided = { cycle: CYCLE, of, why: 'Ốm', collectives: [] };
    await operate(office, { name: 'exclude-from-cycle', payload: decided });
    expect(await recordOn('2026-11-20')).toMatchObject({
      ...{ reason: 'excused-already', details: { code: 'P2', cycle: CYCLE } },
    });
    await operate(office, { name: 'include-in-cycle', payload: decided });
    expect(await recordOn('2026-11-20')).toMatchObject({ result: { number: 1, hasLeft: false } });
  });
});

describe('is refused', () => {
  test.each([
    ['for oneself', 'P1', { person: 'P1' }],
    ['by somebody who leads nothing', 'P2', { person: 'P1' }],
    ['by who leads another body than one over the unit', 'P3', {}],
  ])('%s', async (_why, actor, change) => {
    expect(await as(person(actor), paper(change))).toMatchObject({ reason: 'not-allowed' });
  });

  test('where no open cycle asks the person, the cycle was closed meanwhile, or the day cannot be', async () => {
    expect(await as(OPERATOR, paper({ asked: null }))).toMatchObject({ reason: 'paper-not-asked' });
    const tomorrow = paper({ day: '2026-11-24' });
    expect(await as(OPERATOR, tomorrow)).toMatchObject({ reason: 'paper-day-to-come' });
    const long = paper({ day: '1990-01-01' });
    const range = { from: '01/01/2026', to: '23/11/2026' };
    expect(await as(OPERATOR, long)).toMatchObject({ reason: 'day-impossible', details: range });
    await closeCycle(office.database, { cycle: CYCLE, now: NOW });
    expect(await as(OPERATOR)).toMatchObject({ reason: 'cycle-closed', details: { year: 2026 } });
    expect(await office.database.submissions.countDocuments({})).toBe(0);
  });
});
