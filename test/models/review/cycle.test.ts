import { describe, expect, test } from 'vitest';
import {
  closeCycle,
  closeCyclesBefore,
  findCycle,
  findCycleOfYear,
  findOpenCycle,
  nearestCycle,
} from '../../../models/review/cycle.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForAll();

const pack = (version: string) => ({ version, questions: [{ id: 'a', of: {} }] });

function open(wanted: { unit: string; year?: number; version?: string }) {
  const { unit, year = 2026, version = 'one' } = wanted;
  return openCycle(office.database, { unit, year, pack: pack(version), now: NOW });
}

describe('opening a cycle', () => {
  test('again with the same pack changes nothing', async () => {
    const first = await open({ unit: 'U1' });
    const second = await open({ unit: 'U1' });

    expect([first.outcome, second.outcome]).toEqual(['opened', 'unchanged']);
    expect(await findCycle(office.database, { unit: 'U1', year: 2026 })).toEqual(first.cycle);
  });

  test('with another pack asks from that one and keeps those before it', async () => {
    await open({ unit: 'U2', version: 'one' });
    const { cycle, outcome } = await open({ unit: 'U2', version: 'two' });

    expect(outcome).toBe('upgraded');
    expect(cycle.current).toBe('two');
    expect(cycle.versions.map((known) => known.pack)).toEqual([pack('one'), pack('two')]);
  });

  test('with an earlier pack returns to it', async () => {
    await open({ unit: 'U3', version: 'one' });
    await open({ unit: 'U3', version: 'two' });
    const { cycle } = await open({ unit: 'U3', version: 'one' });

    expect(cycle.current).toBe('one');
    expect(cycle.versions).toHaveLength(2);
  });

  test('is refused while another year of the unit is open', async () => {
    await open({ unit: 'U4', year: 2025 });

    await expect(open({ unit: 'U4', year: 2026 })).rejects.toMatchObject({ code: 'cycle-other-open' });
    await closeCyclesBefore(office.database, { unit: 'U4', year: 2026, now: NOW });
    expect((await open({ unit: 'U4', year: 2026 })).outcome).toBe('opened');
  });

  test('is refused when the year is over', async () => {
    const { cycle } = await open({ unit: 'U5' });
    await closeCycle(office.database, { cycle: cycle._id, now: NOW });

    await expect(open({ unit: 'U5', version: 'two' })).rejects.toMatchObject({ code: 'cycle-closed' });
  });

  test('twice at once makes one cycle', async () => {
    const outcomes = await Promise.allSettled([open({ unit: 'U6' }), open({ unit: 'U6' })]);

    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await office.database.cycles.countDocuments({ unit: 'U6' })).toBe(1);
  });
});

describe('the cycle of a person', () => {
  test('is the open one nearest above them', async () => {
    await open({ unit: 'DB', year: 2026 });
    expect((await findOpenCycle(office.database, { person: 'P2' }))?.cycle._id).toBe('DB-2026');

    const { cycle } = await open({ unit: 'CB', year: 2026 });
    expect((await findOpenCycle(office.database, { person: 'P2' }))?.cycle._id).toBe('CB-2026');
    expect((await findOpenCycle(office.database, { person: 'P3' }))?.cycle._id).toBe('DB-2026');

    await closeCycle(office.database, { cycle: cycle._id, now: NOW });
    expect((await findOpenCycle(office.database, { person: 'P2' }))?.cycle._id).toBe('DB-2026');
    expect((await findCycleOfYear(office.database, { person: 'P2', year: 2026 }))?.cycle._id).toBe('CB-2026');
  });

  test.each([
    { upwards: ['TD', 'CB', 'DB'], nearest: 'CB' },
    { upwards: ['CT', 'DB'], nearest: 'DB' },
    { upwards: ['XN'], nearest: undefined },
  ])('of units $upwards is that of $nearest', ({ upwards, nearest }) => {
    expect(nearestCycle([{ unit: 'DB' }, { unit: 'CB' }], upwards)?.unit).toBe(nearest);
  });

  test('is missing for somebody who is not known', async () => {
    expect(await findOpenCycle(office.database, { person: 'nobody' })).toBeUndefined();
  });
});
