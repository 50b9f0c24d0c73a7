import { expect, test } from 'vitest';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { difficultyContext } from '../../../models/review/difficulty.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';

const office = officeForEach();

test('difficulties count as data about whoever reported them, and whoever answered them', async () => {
  const { database, keys } = office;
  const seal = (id: string, text: 'text' | 'answer') => keys.seal('Vướng', difficultyContext(id, text));
  const of = { v: 1 as const, salt: 's', collective: null, unit: 'CB', offices: ['DU'], revision: 0 };
  const at = { askedAt: NOW, recordedAt: NOW };
  const answer = { by: 'P1', text: seal('d1', 'answer'), answeredAt: NOW };
  await database.difficulties.create([
    { ...of, ...at, _id: 'd1', asker: 'P2', text: seal('d1', 'text'), answer },
    { ...of, ...at, _id: 'd2', asker: 'P2', text: seal('d2', 'text'), answer: null },
  ]);
  const describeAccount = createDescribeAccount({ ...office, now: () => office.now });
  expect(await describeAccount('P2')).toMatchObject({
    difficulties: { reported: 2, waiting: 1, answered: 0 },
  });
  expect(await describeAccount('P1')).toMatchObject({
    difficulties: { reported: 0, waiting: 0, answered: 1 },
  });
});

test('that somebody is known by a personal number is told, and no number', async () => {
  const row = ['P1', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'CB', 'Không', 'CT'];
  await importAll(office, [table('people', [...row, '', '', '', '001070012345'])]);
  const describeAccount = createDescribeAccount({ ...office, now: () => office.now });
  const account = await describeAccount('P1');
  expect(account).toMatchObject({ knownByNumber: true });
  expect(JSON.stringify(account)).not.toContain('001070012345');
  expect(await describeAccount('P2')).not.toHaveProperty('knownByNumber');
});
