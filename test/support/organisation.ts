import { randomUUID } from 'node:crypto';
import type { Model } from 'mongoose';
import { importOrganisation } from '../../handlers/import/import-organisation.ts';
import type { ImportIssue, Table } from '../../handlers/import/table.ts';
import { TABLES, type TableName } from '../../handlers/import/tables.ts';
import { connectDatabase, type Database } from '../../models/store/connection.ts';
import { createKeyRing, generateKeyRing, type KeyRing } from '../../models/store/encryption.ts';

/** A day on which "năm nay" is 2026. */
export const NOW = new Date('2026-11-23T03:00:00Z');

/** A database of its own, and what an import needs besides. */
export interface Office {
  database: Database;
  keys: KeyRing;
  now: Date;
}

export async function openOffice(mongodbUri: string): Promise<Office> {
  const uri = new URL(mongodbUri);
  uri.pathname = `/t${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  return {
    database: await connectDatabase(uri.href),
    keys: createKeyRing(generateKeyRing()),
    now: NOW,
  };
}

/** Rows of one table by field, in the order of its columns; the first stands on line 2. */
export function table(name: TableName, ...rows: string[][]): Table {
  const headers = Object.values(TABLES[name].columns);
  return {
    name: TABLES[name].file,
    rows: rows.map((cells, index) => ({
      line: index + 2,
      cells: Object.fromEntries(headers.map((header, column) => [header, cells[column] ?? ''])),
    })),
  };
}

/** A đảng bộ with a chi bộ, a tổ đảng, a company, their bodies and three people. */
export function smallOrganisation(): Table[] {
  return [
    table(
      'units',
      ['DB', 'Đảng bộ Công ty', 'Đảng bộ cơ sở', ''],
      ['CB', 'Chi bộ Một', 'Chi bộ', 'DB'],
      ['TD', 'Tổ đảng Một', 'Tổ đảng', 'CB'],
      ['CT', 'Công ty', 'Doanh nghiệp', 'DB'],
    ),
    table(
      'collectives',
      ['DU', 'Đảng ủy Công ty', 'Đảng ủy', 'DB'],
      ['BGD', 'Ban Giám đốc', 'Ban Giám đốc', 'CT'],
    ),
    table(
      'people',
      ['P1', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'CB', 'Không', 'CT'],
      ['P2', 'Trần Thị Hai', '1985-12-31', 'Đảng viên dự bị', 'TD', 'Có', 'CT'],
      ['P3', 'Lê Văn Ba', '5/6/1990', 'Không phải đảng viên', '', 'Không', 'CT'],
    ),
    table(
      'posts',
      ['P1', 'DU', 'Cấp trưởng', 'Bí thư Đảng ủy', 'Đảng'],
      ['P1', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền'],
      ['P3', 'BGD', 'Cấp phó', 'Phó Giám đốc', 'Chính quyền'],
    ),
  ];
}

/** Imports and fails the test on any issue. */
export async function importAll(office: Office, tables: readonly Table[]) {
  const result = await importOrganisation(office, { tables, issues: [] });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues, null, 1));
  return result.outcomes;
}

/** Imports and fails the test if there is nothing wrong. */
export async function importIssues(office: Office, tables: readonly Table[]): Promise<ImportIssue[]> {
  const result = await importOrganisation(office, { tables, issues: [] });
  if ('outcomes' in result) throw new Error('everything was imported');
  return result.issues;
}

/** Every document of every collection that an import writes. */
export function everythingIn({ database }: Office): Promise<unknown[]> {
  const all = <Stored>(model: Model<Stored>): Promise<unknown> =>
    model.find({}).sort({ _id: 1 }).lean().exec();
  return Promise.all([
    all(database.units),
    all(database.collectives),
    all(database.people),
    all(database.posts),
    all(database.commitments),
    all(database.remedies),
    all(database.suggestions),
    all(database.conclusions),
    all(database.submissions),
    all(database.cycles),
  ]);
}
