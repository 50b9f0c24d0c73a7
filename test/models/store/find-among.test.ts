import { beforeAll, expect, test } from 'vitest';
import { findAmong } from '../../../models/store/find-among.ts';
import { officeForAll } from '../../support/office.ts';

const CODES = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? `U${index}` : `Đ${index}`));

const office = officeForAll([]);

beforeAll(async () => {
  const units = CODES.map((_id) => ({ _id, name: 'Tên', kind: 'enterprise' as const, ancestors: [] }));
  await office.database.units.insertMany(units);
});

test.each([0, 1, 100, 101, 150])('finds %i wanted documents and no others', async (count) => {
  const values = CODES.filter((_, index) => index % 2 === 1 || index % 3 === 0).slice(0, count);

  const found = await findAmong(office.database.units, { field: '_id', values: [...values, 'missing'] });

  expect(found.map(({ _id }) => _id).sort()).toEqual([...values].sort());
});

test('brings only the fields that are asked for', async () => {
  const found = await findAmong(office.database.units, { field: '_id', values: ['U0'], only: ['name'] });

  expect(found).toEqual([{ _id: 'U0', name: 'Tên' }]);
});
