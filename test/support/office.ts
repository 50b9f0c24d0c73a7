import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import type { Table } from '../../handlers/import/table.ts';
import { importAll, type Office, openOffice, smallOrganisation } from './organisation.ts';

/** An office with these tables for all tests of a file together. Call it at the top of the file. */
export function officeForAll(tables: readonly Table[] = smallOrganisation()): Office {
  const office = {} as Office;
  beforeAll(() => open(office, tables));
  afterAll(() => office.database.close());
  return office;
}

/** A new office with these tables for each test of a file. Call it at the top of the file. */
export function officeForEach(tables: readonly Table[] = smallOrganisation()): Office {
  const office = {} as Office;
  beforeEach(() => open(office, tables));
  afterEach(() => office.database.close());
  return office;
}

/** Fills the object that the tests refer to. */
async function open(office: Office, tables: readonly Table[]): Promise<void> {
  Object.assign(office, await openOffice(inject('mongodbUri')));
  if (tables.length > 0) await importAll(office, tables);
}
