import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { createSealAuditEvents } from '../../../handlers/jobs/seal-audit-events.handler.ts';
import { createAnchorStore } from '../../../models/audit-anchor.ts';
import { countOfAnchor, formatAnchor, readChainEnd } from '../../../models/audit-chain.ts';
import { operate } from '../../support/commands.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';
import { packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const redis = new Redis(inject('redisUrl'));
let prefix: string;
let year = 2026;
let lines: { level: string; text: string; details: object }[] = [];

const office = officeForAll();
beforeEach(() => {
  prefix = `test-${randomUUID().slice(0, 8)}:`;
  lines = [];
});
afterAll(async () => {
  redis.disconnect();
});

/** The job as a process of its own runs it. */
function createSeal(now = NOW) {
  const note = (level: string) => (details: object, text: string) =>
    void lines.push({ level, text, details });
  const log = { info: note('info'), warn: note('warn'), error: note('error') };
  const anchors = createAnchorStore({ redis, prefix });
  return createSealAuditEvents({ ...office, anchors, now: () => now, log });
}

async function openAndClose(): Promise<void> {
  year += 1;
  await operate(office, { name: 'open-cycle', payload: { unit: 'DB', year, pack: packFrom(SAMPLE_PACK) } });
  const cycle = `DB-${year}`;
  await office.database.cycles.updateOne({ _id: cycle }, { $set: { status: 'closed' } });
}

const kept = () => createAnchorStore({ redis, prefix }).read();

test('seals what waits, and keeps the anchor of its end in Redis', async () => {
  await openAndClose();
  await createSeal()();
  expect(await office.database.auditEvents.countDocuments({ sealed: false })).toBe(0);
  expect(await kept()).toBe(formatAnchor(office.keys, await readChainEnd(office.database)));
});

test('tells the anchor of a day once, whatever the number of processes', async () => {
  const [one, other] = [createSeal(), createSeal()];
  await Promise.all([one(), other()]);
  await one();
  const told = lines.filter(({ text }) => text === 'Audit anchor of the day');
  expect(told.map(({ details }) => details)).toEqual([expect.objectContaining({ anchor: await kept() })]);
  await createSeal(new Date(NOW.getTime() + 24 * 60 * 60 * 1_000))();
  expect(lines.filter(({ text }) => text === 'Audit anchor of the day')).toHaveLength(2);
});

test('an end that is gone is an error, told once, and the anchor stays', async () => {
  await openAndClose();
  const seal = createSeal();
  await seal();
  const before = await kept();
  await office.database.auditEvents.deleteOne({ seq: countOfAnchor(before ?? '') as number });
  await seal();
  await seal();
  expect(lines.filter(({ level }) => level === 'error').map(({ text }) => text)).toEqual([
    'Audit events are missing at the end',
  ]);
  expect(await kept()).toBe(before);
});
