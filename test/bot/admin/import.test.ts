import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { administeredOffice } from '../../support/admin.ts';

const LISTS = resolve(import.meta.dirname, '../../fixtures/lists');
const office = administeredOffice([]);

test('what nobody sees in the names of a list is dropped, and told cell by cell', async () => {
  const said = await office.admin(['import', join(LISTS, 'names-with-hidden-characters.xlsx')]);
  for (const [line, character] of Object.entries({ 2: 'U+200B', 3: 'U+FEFF', 4: 'U+00AD' })) {
    const place = `nguoi · dòng ${line} · cột “Họ và tên”`;
    expect(said).toContain(`${place}: đã bỏ ký tự không nhìn thấy (${character})`);
  }
  const people = await office.database.people.find({}).sort({ _id: 1 }).lean();
  const names = people.map(({ name }) => name).slice(0, 3);
  expect(names).toEqual(['Nguyễn Văn An', 'Trần Thị Bình', 'Lê Văn Cường']);
});
