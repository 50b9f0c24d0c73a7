import { beforeAll, expect, test } from 'vitest';
import { loadPage, searchPage } from '../../../handlers/queries/list-difficulties.ts';
import { countDifficulties, difficultyContext, listDifficulties } from '../../../models/review/difficulty.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForAll();
const MANY = 2_001;
const WHICH = { offices: ['DU-CQ'], isAnswered: false, reader: 'R' };
let opened = 0;

beforeAll(async () => {
  const { database, keys } = office;
  await database.difficulties.insertMany(
    Array.from({ length: MANY }, (_, index) => {
      const _id = `d${index + 1}`;
      const at = new Date(NOW.getTime() + index * 1_000);
      return {
        ...{ _id, v: 1 as const, salt: 's', asker: 'Lan', collective: null, unit: 'Tổ Kỹ thuật' },
        ...{ offices: ['DU-CQ'], answer: null, revision: 0, askedAt: at, recordedAt: at },
        text: keys.seal(`Vướng mắc thứ ${index + 1} về sổ sách`, difficultyContext(_id, 'text')),
      };
    }),
  );
}, 60_000);

function sources() {
  opened = 0;
  const { database, keys } = office;
  const open = (envelope: string, context: string) => {
    opened += 1;
    return keys.open(envelope, context);
  };
  return { database, keys: { ...keys, open } };
}

const list = (part: { skip: number; most: number }) =>
  listDifficulties(office.database, { ...WHICH, ...part });

test('a page of all opens only the texts that it shows, however many there are', async () => {
  const total = await countDifficulties(office.database, WHICH);
  const page = await loadPage(sources(), { total, wanted: 250, list });
  expect(page).toMatchObject({ total: MANY, page: 250, pages: 251 });
  expect(page.items.map(({ beginning }) => beginning)).toEqual(['Vướng mắc thứ 2001 về sổ sách']);
  expect(opened).toBe(1);
  await loadPage(sources(), { total, wanted: 0, list });
  expect(opened).toBe(8);
});

test('a page that is not there is the nearest one', async () => {
  const total = await countDifficulties(office.database, WHICH);
  expect(await loadPage(sources(), { total, wanted: 900, list })).toMatchObject({ page: 250 });
  expect(await loadPage(sources(), { total: 0, wanted: 3, list: async () => [] })).toMatchObject({
    ...{ page: 0, pages: 1, items: [] },
  });
});

test('a search opens texts only for words that neither the name nor the unit has', async () => {
  expect(await searchPage(sources(), { search: 'lan ky thuat', wanted: 0, list })).toMatchObject({
    total: 2_000,
  });
  expect(opened).toBe(8);
  const found = await searchPage(sources(), { search: 'LAN thứ 1999', wanted: 0, list });
  expect(found.items.map(({ id }) => id)).toEqual(['d1999']);
});

test('a search goes through so many and says that there are more', async () => {
  expect(await searchPage(sources(), { search: 'thu 2001', wanted: 0, list })).toMatchObject({
    ...{ total: 0, searched: 2_000 },
  });
  expect(opened).toBe(2_000);
  const fewer = (part: { skip: number; most: number }) => list({ ...part, most: Math.min(part.most, 1_000) });
  expect(await searchPage(sources(), { search: 'thu', wanted: 0, list: fewer })).not.toHaveProperty(
    'searched',
  );
});

test('what the reader reported is not among what they read for an office', async () => {
  expect(await countDifficulties(office.database, { ...WHICH, reader: 'Lan' })).toBe(0);
});
