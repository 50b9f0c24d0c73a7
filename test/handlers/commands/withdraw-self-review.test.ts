import { expect, test } from 'vitest';
import { closeCycle } from '../../../models/review/cycle.ts';
import { CYCLE } from '../../support/decided-cycle.ts';
import { delegatedOffice } from '../../support/delegated-office.ts';
import { NOW } from '../../support/organisation.ts';

const { office, as } = delegatedOffice();

const record = (number: number) => {
  const payload = {
    ...{ person: 'P6', cycle: CYCLE, number, flowVersion: 'v', submittedAt: NOW, late: false },
    ...{ pack: { id: 'sample', version: 'one' }, answers: [] },
  };
  return as('P6', { name: 'record-self-review', payload });
};
const withdraw = (number: number) => {
  const payload = { person: 'P6', cycle: CYCLE, number, withdrawnAt: NOW };
  return as('P6', { name: 'withdraw-self-review', payload });
};
const isWithdrawn = async (number: number) =>
  (await office.database.submissions.findOne({ person: 'P6', number }).lean())?.withdrawnAt !== undefined;

test('what was handed in is withdrawn while the cycle is open, and not once it is closed', async () => {
  for (const number of [1, 2]) expect(await record(number)).toBe('recorded');
  expect(await withdraw(1)).toBe('recorded');
  await closeCycle(office.database, { cycle: CYCLE, now: NOW });
  expect(await withdraw(2)).toBe('cycle-closed');
  expect([await isWithdrawn(1), await isWithdrawn(2)]).toEqual([true, false]);
});
