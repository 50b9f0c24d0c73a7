import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { listCycleProgress } from '../../../handlers/queries/cycle-progress.ts';
import { makeIdentity } from '../../../models/chat/identity.ts';
import { closeCycle } from '../../../models/review/cycle.ts';
import type { Submission } from '../../../models/review/submission.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { OPERATOR } from '../../support/commands.ts';
import { CYCLE, decide, openPlan58, organisationWithExempt } from '../../support/decided-cycle.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

/** The cycle asks P1, P2, P3, P5, P6 and P7; P4 is exempt. */
const office = officeForEach(organisationWithExempt());
const AFTER_DUE = new Date('2026-11-27T05:00:00Z');

beforeEach(async () => {
  await openPlan58(office);
});

async function handIn(person: string, more: Partial<Submission> = {}): Promise<void> {
  await insertSubmission(office.database, {
    ...{ person, cycle: CYCLE, number: 1, pack: { id: 'p', version: 'p1' }, flowVersion: 'v' },
    ...{ late: false, answers: [], submittedAt: NOW, recordedAt: NOW, ...more },
  });
}

const progressOn = async (now: Date) => listCycleProgress(office, { now });

test('the progress of a cycle counts who is asked, handed in, on paper, late, excused and not joined', async () => {
  const chat = { channel: 'telegram', user: '7', chat: '7', person: 'P6' };
  await office.database.identities.create(
    makeIdentity(office.keys, { ...chat, consent: null, linkedAt: NOW }),
  );
  await handIn('P1');
  const entry = { how: 'paper', by: OPERATOR, day: '2026-11-20' } as const;
  await handIn('P2', { series: 'paper', entry });
  await handIn('P3', { late: true });
  await handIn('P5', { withdrawnAt: NOW });
  const of = { kind: 'person', code: 'P7' } as const;
  const payload = { cycle: CYCLE, of, why: 'Ốm dài ngày', collectives: [] };
  await decide(office, { name: 'exclude-from-cycle', id: randomUUID(), payload });

  const numbers = { asked: 5, handedIn: 3, onPaper: 1, excused: 1, notJoined: 1 };
  const cycle = { cycle: CYCLE, unitName: 'Đảng bộ Công ty', status: 'open' };
  expect(await progressOn(NOW)).toEqual([{ ...cycle, ...numbers, late: 1 }]);
  expect(await progressOn(AFTER_DUE)).toEqual([{ ...cycle, ...numbers, late: 3 }]);
});

test('a closed cycle is told of for a month', async () => {
  await handIn('P1');
  await closeCycle(office.database, { cycle: CYCLE, now: NOW });
  expect(await progressOn(AFTER_DUE)).toMatchObject([
    { cycle: CYCLE, status: 'closed', asked: 6, handedIn: 1 },
  ]);
  expect(await progressOn(new Date('2027-01-15T05:00:00Z'))).toEqual([]);
});
