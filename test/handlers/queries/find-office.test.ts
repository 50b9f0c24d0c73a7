import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findOffice } from '../../../handlers/queries/find-office.ts';
import { importAll, type Office, openOffice, smallOrganisation, table } from '../../support/organisation.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice(inject('mongodbUri'));
  await importAll(office, smallOrganisation());
  await importAll(office, [table('units', ['LONE', 'Chi bộ Lẻ', 'Chi bộ cơ sở', ''])]);
});
afterAll(() => office.database.close());

test('a unit reports to the nearest unit above with a collective, the top one to its own, one without any to none', async () => {
  const found = new Map<string, string[]>();
  await office.database.transaction(async (session) => {
    for (const unit of ['CB', 'TD', 'CT', 'DB', 'LONE', 'unknown']) {
      found.set(unit, await findOffice(office.database, { unit, session }));
    }
  });
  expect([...found]).toEqual([
    ['CB', ['DU']],
    // Its chi bộ has no collective of its own.
    ['TD', ['DU']],
    ['CT', ['DU']],
    ['DB', ['DU']],
    ['LONE', []],
    ['unknown', []],
  ]);
});
