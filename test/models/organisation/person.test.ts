import { expect, test } from 'vitest';
import { findPerson, listPeople } from '../../../models/organisation/person.ts';
import { listUnits } from '../../../models/organisation/unit.ts';
import { officeForAll } from '../../support/office.ts';

const office = officeForAll();

async function codesIn(unit: string): Promise<string[]> {
  return (await listPeople(office.database, { unit })).map(({ _id }) => _id);
}

test('a unit has everybody who takes part or works in it or below it', async () => {
  expect(await codesIn('DB')).toEqual(['P1', 'P2', 'P3']);
  expect(await codesIn('CB')).toEqual(['P1', 'P2']);
  expect(await codesIn('TD')).toEqual(['P2']);
  expect(await codesIn('elsewhere')).toEqual([]);
});

test('a unit lists itself and everything below it', async () => {
  const units = await listUnits(office.database, { root: 'CB' });

  expect(units.map(({ _id, ancestors }) => [_id, ancestors])).toEqual([
    ['CB', ['DB']],
    ['TD', ['DB', 'CB']],
  ]);
});

test('a code that is an operator in disguise finds nobody', async () => {
  const disguised = { $ne: null } as unknown as string;

  await expect(findPerson(office.database, { person: disguised })).rejects.toThrow();
  await expect(office.database.people.find({ unti: 'CB' } as object)).rejects.toThrow(/strictQuery/);
});
