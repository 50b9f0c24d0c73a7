import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { define } from '../../../handlers/commands/define.ts';
import { runCommand, runDefinition } from '../../../handlers/commands/run-command.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { AppError } from '../../../models/store/errors.ts';
import { bumpRevision } from '../../../models/store/revision.ts';
import { OPERATOR, operate, recordedOf } from '../../support/commands.ts';
import { officeForAll } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';
import { packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const ROUNDS = 40;
/** Where commands race, the one that was slower waits before it tries again. */
const RACES_MS = 180_000;
const PERSON = { kind: 'person', person: 'P1' } as const;
/** A unit of each test. */
let unit: string;

const office = officeForAll([]);
beforeEach(() => newUnit());

async function newUnit(): Promise<void> {
  unit = `U${randomUUID().slice(0, 8).toUpperCase()}`;
  await importAll(office, [table('units', [unit, 'Đảng bộ', 'Đảng bộ cơ sở', ''])]);
}

const open = (year: number, version = 'a') => ({
  name: 'open-cycle' as const,
  payload: { unit, year, pack: { ...packFrom(SAMPLE_PACK), version } },
});

function run(call: ReturnType<typeof open>) {
  return runCommand(office, { id: randomUUID(), actor: OPERATOR, ...call });
}

async function storedOf(id: string) {
  const [command, event] = await Promise.all([
    office.database.commands.findById(id).lean(),
    office.database.auditEvents.findById(id).lean(),
  ]);
  return { command, event };
}

test('a command is written with its outcome and its audit event', async () => {
  const id = randomUUID();
  const end = await operate(office, { ...open(2026), id });

  const facts = { cycle: `${unit}-2026`, unit, year: 2026, version: 'a' };
  expect(end).toMatchObject({ status: 'recorded', facts, result: { outcome: 'opened' } });
  const { command, event } = await storedOf(id);
  const told = { actor: OPERATOR, at: NOW };
  const outcome = { status: 'recorded', facts };
  expect(command).toMatchObject({ v: 1, name: 'open-cycle', ...told, outcome, audited: true });
  expect(event).toMatchObject({ v: 1, kind: 'cycle-opened', ...told, facts, sealed: false });
});

test('whom else it is told is kept with its outcome, so that it is known where the same id comes again', async () => {
  const news = [{ kind: 'done', screen: 'home', params: { id: 'a' }, people: ['P2', 'P3'] }];
  const definition = define({
    ...{ name: 'tell-others', payload: z.strictObject({}), policy: () => true, audit: 'told', refusals: [] },
    run: async () => ({ result: undefined, news, event: { people: ['P1'], facts: {} } }),
  });
  const call = { id: randomUUID(), actor: PERSON, payload: {}, definition };
  expect(await runDefinition(office, call)).toMatchObject({ status: 'recorded', news });
  expect(await runDefinition(office, call)).toEqual({ status: 'recorded', facts: {}, news });
});

test('one that changes nothing has an outcome and no event', async () => {
  await operate(office, open(2026));
  const id = randomUUID();
  await operate(office, { ...open(2026), id });
  const { command, event } = await storedOf(id);
  expect(command).toMatchObject({ audited: false, outcome: { status: 'recorded' } });
  expect(event).toBeNull();
});

test('the same id is done once, and answered with what became of it', async () => {
  const id = randomUUID();
  await operate(office, { ...open(2026), id });
  await closeCycle(office.database, { cycle: `${unit}-2026`, now: NOW });
  const again = await operate(office, { ...open(2026), id });
  expect(again).toEqual({ status: 'recorded', facts: expect.objectContaining({ year: 2026 }) });
});

test(`the same id at once is done once, ${ROUNDS} times`, { timeout: RACES_MS }, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = randomUUID();
    const call = { ...open(2026, `v${round}`), id };
    const ends = await Promise.all([operate(office, call), operate(office, call)]);
    expect(ends.filter(({ result }) => result !== undefined)).toHaveLength(1);
    expect((await storedOf(id)).event).not.toBeNull();
  }
  const cycle = await office.database.cycles.findById(`${unit}-2026`).lean();
  expect(cycle?.versions).toHaveLength(ROUNDS);
  expect(cycle?.revision).toBe(ROUNDS - 1);
});

describe('a refusal', () => {
  test('says why, is written down, and nothing else is', async () => {
    await operate(office, open(2025));
    const id = randomUUID();
    const end = await runCommand(office, { id, actor: OPERATOR, ...open(2026) });
    expect(end).toEqual({ status: 'refused', reason: 'cycle-other-open', details: { unit, year: 2026 } });
    const { command, event } = await storedOf(id);
    expect(command).toMatchObject({ outcome: { status: 'refused', reason: 'cycle-other-open' } });
    expect(event).toBeNull();
  });

  test('is final, even where nothing stands in the way any more', async () => {
    await operate(office, open(2025));
    const call = { id: randomUUID(), actor: OPERATOR, ...open(2026) };
    await runCommand(office, call);
    await closeCycle(office.database, { cycle: `${unit}-2025`, now: NOW });
    expect(await runCommand(office, call)).toMatchObject({ status: 'refused', reason: 'cycle-other-open' });
    expect(await office.database.cycles.findById(`${unit}-2026`)).toBeNull();
  });

  test('meets who may not do it', async () => {
    const end = await runCommand(office, { id: randomUUID(), actor: PERSON, ...open(2026) });
    expect(end).toMatchObject({ status: 'refused', reason: 'not-allowed' });
    expect(await office.database.cycles.findById(`${unit}-2026`)).toBeNull();
  });
});

test('a failure leaves nothing behind, and the same id can be tried again', async () => {
  let fails = true;
  const definition = define({
    name: 'open-and-fail',
    payload: z.strictObject({ year: z.int() }),
    policy: () => true,
    audit: 'tried',
    refusals: [],
    async run({ database, session, now }, { year }) {
      await openCycle(database, { unit, year, pack: { version: 'a' }, now, session });
      if (fails) throw new AppError('channel-off', { message: 'On purpose' });
      return { result: 'done', event: { people: [], facts: {} } };
    },
  });
  const call = { id: randomUUID(), actor: OPERATOR, definition, payload: { year: 2026 } };
  await expect(runDefinition(office, call)).rejects.toMatchObject({ code: 'channel-off' });
  expect(await storedOf(call.id)).toEqual({ command: null, event: null });
  expect(await office.database.cycles.findById(`${unit}-2026`)).toBeNull();

  fails = false;
  expect(await runDefinition(office, call)).toMatchObject({ status: 'recorded', result: 'done' });
});

test('a payload that is not of its shape is not looked at', async () => {
  const wrong = { ...open(2026).payload, year: 2026.5 };
  await expect(run({ name: 'open-cycle', payload: wrong })).rejects.toThrow(/year/);
});

test('a batch that was interrupted goes on under its id, and is told once when it ends', async () => {
  let steps = 0;
  const definition = define({
    name: 'batch',
    batch: true,
    payload: z.strictObject({}),
    policy: () => true,
    audit: 'tried',
    refusals: [],
    async run() {
      steps += 1;
      if (steps === 1) throw new Error('interrupted');
      return { result: steps, event: { people: [], facts: { steps } } };
    },
  });
  const call = { id: randomUUID(), actor: OPERATOR, definition, payload: {} };
  await expect(runDefinition(office, call)).rejects.toThrow('interrupted');
  expect((await storedOf(call.id)).event).toBeNull();
  expect(await runDefinition(office, call)).toMatchObject({ result: 2 });
  expect(await runDefinition(office, call)).toEqual({ status: 'recorded', facts: { steps: 2 } });
  expect(steps).toBe(2);
});

describe(`of two commands that exclude each other, ${ROUNDS} times`, { timeout: RACES_MS }, () => {
  test('one opens its year, and the other is refused', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await newUnit();
      const ends = await Promise.all([run(open(2025)), run(open(2026))]);
      expect(recordedOf(ends).toSorted()).toEqual([false, true]);
      const refused = ends.find(({ status }) => status === 'refused');
      expect(refused).toMatchObject({ reason: 'cycle-other-open' });
      expect(await office.database.cycles.countDocuments({ unit })).toBe(1);
    }
  });

  test('what is said while something is open never goes by what was open before it was closed', async () => {
    const comment = define({
      name: 'comment',
      payload: z.strictObject({ cycle: z.string(), id: z.string() }),
      policy: () => true,
      audit: 'tried',
      refusals: ['cycle-closed'],
      async run({ database, session }, { cycle: id, id: _id }) {
        const cycle = await bumpRevision(database.cycles, { id, session });
        if (cycle?.status !== 'open') throw new AppError('cycle-closed', { message: 'Closed' });
        await database.organisationVersions.create([{ _id, number: 1 }], { session });
        return { result: undefined, event: { people: [], facts: {} } };
      },
    });
    const close = define({
      name: 'close',
      payload: z.strictObject({ cycle: z.string(), comment: z.string() }),
      policy: () => true,
      audit: 'tried',
      refusals: [],
      async run({ database, session, now }, { cycle, comment: id }) {
        const said = await database.organisationVersions.exists({ _id: id }).session(session);
        await closeCycle(database, { cycle, now, session });
        return { result: said === null ? 0 : 1, event: { people: [], facts: {} } };
      },
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = randomUUID();
      const year = 3000 + round;
      await openCycle(office.database, { unit, year, pack: { version: 'a' }, now: NOW });
      const cycle = `${unit}-${year}`;
      const call = () => ({ id: randomUUID(), actor: OPERATOR });
      const [said, closed] = await Promise.all([
        runDefinition(office, { ...call(), definition: comment, payload: { cycle, id } }),
        runDefinition(office, { ...call(), definition: close, payload: { cycle, comment: id } }),
      ]);
      // Either it was said before and the closing saw it, or it was closed and nothing was said.
      const seen = closed.status === 'recorded' ? closed.result : undefined;
      expect([said.status, seen]).toEqual(said.status === 'recorded' ? ['recorded', 1] : ['refused', 0]);
    }
  });
});
