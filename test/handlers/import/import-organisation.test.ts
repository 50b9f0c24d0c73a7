import { describe, expect, test } from 'vitest';
import { importOrganisation } from '../../../handlers/import/import-organisation.ts';
import { planImport } from '../../../handlers/import/plan-import.ts';
import { officeForEach } from '../../support/office.ts';
import {
  everythingIn,
  importAll,
  importIssues,
  smallOrganisation,
  table,
} from '../../support/organisation.ts';

const office = officeForEach([]);

async function headOf(collective: string): Promise<string | undefined> {
  return (await office.database.posts.findOne({ collective, role: 'head' }).lean())?.person;
}

test('[D7 part] [D10 part] an organisation is stored as its tables say', async () => {
  await importAll(office, smallOrganisation());

  const { units, people, posts, collectives } = office.database;
  expect(await units.findById('TD').lean()).toEqual({
    _id: 'TD',
    name: 'Tổ đảng Một',
    kind: 'group',
    parent: 'CB',
    ancestors: ['DB', 'CB'],
  });
  expect(await collectives.findById('DU').lean()).toMatchObject({ kind: 'committee', unit: 'DB' });
  expect(await people.findById('P2').lean()).toEqual({
    _id: 'P2',
    name: 'Trần Thị Hai',
    birthDate: '1985-12-31',
    partyStatus: 'probationary',
    unit: 'TD',
    publicEmployee: true,
    workplace: 'CT',
  });
  expect(await posts.findById('P3/BGD').lean()).toMatchObject({ role: 'deputy', branch: 'government' });
});

test('a second run changes nothing', async () => {
  await importAll(office, smallOrganisation());
  const before = await everythingIn(office);

  const outcomes = await importAll(office, smallOrganisation());

  expect(outcomes.every(({ created, changed }) => created + changed === 0)).toBe(true);
  expect(outcomes).toContainEqual({ file: 'nguoi', created: 0, changed: 0, unchanged: 3 });
  expect(await everythingIn(office)).toEqual(before);
});

test('a later run changes what changed, and what it does not name stays', async () => {
  await importAll(office, smallOrganisation());

  const outcomes = await importAll(office, [
    table(
      'people',
      ['P1', 'Nguyễn Văn Một', '01/02/1970', 'Đảng viên chính thức', 'TD', 'Không', 'CT'],
      ['P2', 'Trần Thị Hai', '31/12/1985', 'Đảng viên dự bị', 'TD', 'Có', 'CT'],
      ['P4', 'Mới Đến', '01/01/2000', 'Đảng viên dự bị', 'CB', 'Không', ''],
    ),
  ]);

  expect(outcomes).toContainEqual({ file: 'nguoi', created: 1, changed: 1, unchanged: 1 });
  expect(await office.database.people.findById('P1').lean()).toMatchObject({ unit: 'TD' });
  expect(await office.database.people.countDocuments()).toBe(4);
});

test('a unit that moves takes along what is below it', async () => {
  await importAll(office, smallOrganisation());

  await importAll(office, [
    table('units', ['DB2', 'Đảng bộ Hai', 'Đảng bộ cơ sở', ''], ['CB', 'Chi bộ Một', 'Chi bộ', 'DB2']),
  ]);

  expect(await office.database.units.findById('TD').lean()).toMatchObject({ ancestors: ['DB2', 'CB'] });
});

test('a new head takes the place of the old one in one import', async () => {
  await importAll(office, smallOrganisation());

  await importAll(office, [
    table(
      'posts',
      ['P3', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền'],
      ['P1', 'BGD', 'Thành viên', 'Cố vấn', 'Chính quyền'],
    ),
  ]);

  expect(await headOf('BGD')).toBe('P3');
});

describe('with a mistake anywhere', () => {
  const mistaken = () => [
    ...smallOrganisation(),
    table('commitments', ['P1', 'năm nay', '1', 'Một'], ['P9', 'năm nay', 'không', '']),
    table(
      'conclusions',
      ['P1', '2025', 'nowhere', 'Tốt', '', ''],
      ['P1', '2025', 'CB', 'Tốt', '', 'Hoàn thành tốt nhiệm vụ'],
    ),
  ];

  test('a cell that could not be read is named once, not also as missing', async () => {
    const formula = {
      file: 'nguoi',
      line: 2,
      column: 'Họ và tên',
      code: 'cell-formula',
      details: {},
    } as const;
    const tables = [
      ...smallOrganisation().filter(({ name }) => name !== 'nguoi' && name !== 'chuc-vu'),
      table('people', ['P1', '', '01/02/1970', 'Đảng viên chính thức', 'CB', 'Không', 'CT']),
    ];
    expect(await importOrganisation(office, { tables, issues: [formula] })).toEqual({ issues: [formula] });
  });

  test('all of them are named in one pass, and nothing is stored', async () => {
    const issues = await importIssues(office, mistaken());

    expect(issues).toEqual([
      { file: 'cam-ket', line: 3, column: 'STT', code: 'bad-number', details: { max: 999 } },
      { file: 'cam-ket', line: 3, column: 'Nội dung cam kết', code: 'required', details: {} },
      {
        file: 'ket-luan',
        line: 2,
        column: 'Nơi kiểm điểm',
        code: 'unknown-code',
        details: { code: 'nowhere' },
      },
      { file: 'ket-luan', line: 3, column: 'Năm', code: 'no-cycle', details: { year: 2025 } },
    ]);
    expect((await everythingIn(office)).flat()).toEqual([]);
  });

  test('what was wrong while reading counts too', async () => {
    const read = { file: 'nguoi', line: 7, column: null, code: 'file-columns', details: {} } as const;

    const result = await importOrganisation(office, { tables: smallOrganisation(), issues: [read] });

    expect(result).toEqual({ issues: [read] });
    expect((await everythingIn(office)).flat()).toEqual([]);
  });
});

test('a write that fails in the middle leaves nothing behind', async () => {
  await importAll(office, [table('units', ['DB', 'Đảng bộ Công ty', 'Đảng bộ cơ sở', ''])]);
  // Somebody else makes P1 while the import is being decided.
  const people = office.database.people;
  const find = people.find.bind(people);
  const stranger = { _id: 'P3', name: 'Ai đó', birthDate: '1990-01-01', partyStatus: 'none' } as const;
  const racing = {
    ...office,
    database: {
      ...office.database,
      people: new Proxy(people, {
        get: (model, key) =>
          key === 'bulkWrite'
            ? async (...given: Parameters<typeof model.bulkWrite>) => {
                await people.create({ ...stranger, publicEmployee: false });
                return model.bulkWrite(...given);
              }
            : Reflect.get(model, key),
      }),
    },
  };

  await expect(importOrganisation(racing, { tables: smallOrganisation(), issues: [] })).rejects.toMatchObject(
    {
      code: 'import-busy',
    },
  );
  expect(await office.database.units.countDocuments()).toBe(1);
  expect((await find({}).lean()).map(({ name }) => name)).toEqual(['Ai đó']);
});

describe('texts', () => {
  const words = '  “Không” nể nang – đổi mới 👩‍👩‍👧\r\n\tdòng hai  '.normalize('NFD');

  test('are kept to the character, and unreadable in the store', async () => {
    await importAll(office, [...smallOrganisation(), table('commitments', ['P1', '2025', '1', words])]);

    const stored = await office.database.commitments.find({}).lean();
    expect(JSON.stringify(stored)).not.toContain('nang');
    expect(office.keys.open(stored[0]?.text ?? '', 'commitment/P1/2025/1/text')).toBe(
      words.replace('\r\n', '\n'),
    );
  });

  test('that did not change are not sealed again', async () => {
    const tables = [...smallOrganisation(), table('commitments', ['P1', '2025', '1', words])];
    await importAll(office, tables);
    const before = await everythingIn(office);
    await importAll(office, tables);

    expect(await everythingIn(office)).toEqual(before);
  });
});

test('a chi bộ cơ sở may stand alone, at the top; a chi bộ may not', async () => {
  const member = ['P1', 'An', '1/1/1970', 'Đảng viên chính thức', 'CBCS', 'Không', ''];
  await importAll(office, [
    table('units', ['CBCS', 'Chi bộ Công ty', 'Chi bộ cơ sở', ''], ['TD', 'Tổ Một', 'Tổ đảng', 'CBCS']),
    table('collectives', ['CU', 'Chi ủy', 'Chi ủy cơ sở', 'CBCS']),
    table('people', member),
    table('posts', ['P1', 'CU', 'Cấp trưởng', 'Bí thư', 'Đảng']),
  ]);
  expect(await office.database.units.findById('TD').lean()).toMatchObject({ ancestors: ['CBCS'] });

  const issues = await importIssues(office, [
    table(
      'units',
      ['CB', 'Chi bộ', 'Chi bộ', ''],
      ['CT', 'Công ty', 'Doanh nghiệp', ''],
      ['X', 'X', 'Chi bộ cơ sở', 'CT'],
    ),
  ]);
  expect(issues.map(({ line, code }) => [line, code])).toEqual([
    [2, 'cell-outside-organisation'],
    [4, 'cell-outside-organisation'],
  ]);
});

describe('characters that nobody sees', () => {
  test('are dropped from names, terms and texts, and each cell is told', async () => {
    const planned = await planImport(office, {
      issues: [],
      tables: [
        table(
          'units',
          ['DB', '\u202eĐảng bộ\u0000', 'Đảng bộ\u200b cơ sở', '\u3164'],
          ['CB', 'Chi bộ', 'Chi bộ', 'DB'],
        ),
        table('people', [
          'P1',
          'Lê Văn Cườ\u00adng 👩‍👩‍👧',
          '1/1/1970',
          'Đảng viên chính thức',
          'CB',
          'Có',
          '',
        ]),
        table('commitments', ['P1', '2025', '1', 'Một\u001b[31m\nhai']),
      ],
    });
    if ('issues' in planned) throw new Error(JSON.stringify(planned.issues));
    const { notes, tables } = planned.plan;

    expect(notes.map(({ file, line, column, details }) => [file, line, column, details.characters])).toEqual([
      ['don-vi', 2, 'Tên', 'U+202E, U+0000'],
      ['don-vi', 2, 'Loại', 'U+200B'],
      ['don-vi', 2, 'Mã đơn vị cấp trên', 'U+3164'],
      ['nguoi', 2, 'Họ và tên', 'U+00AD'],
      ['cam-ket', 2, 'Nội dung cam kết', 'U+001B'],
    ]);
    const created = tables.flatMap((one) => one.created);
    expect(created).toContainEqual(expect.objectContaining({ _id: 'DB', name: 'Đảng bộ', parent: null }));
    expect(created).toContainEqual(expect.objectContaining({ _id: 'P1', name: 'Lê Văn Cường 👩‍👩‍👧' }));
    expect(created).toContainEqual(expect.objectContaining({ text: 'Một[31m\nhai' }));
  });

  test('are dropped from codes, dates and numbers, and each cell is told', async () => {
    const planned = await planImport(office, {
      issues: [],
      tables: [
        table('units', ['DB\u200b', 'Đảng bộ', 'Đảng bộ cơ sở', ''], ['CB', 'Chi bộ', 'Chi bộ', '\ufeffDB']),
        table('people', ['P1', 'An', '1/1/1970\u200f', 'Đảng viên chính thức', 'CB', 'Có', '']),
        table('commitments', ['P1', '2025\u2060', '1\u2800', 'Một']),
      ],
    });
    if ('issues' in planned) throw new Error(JSON.stringify(planned.issues));
    const { notes, tables } = planned.plan;

    expect(notes.map(({ column, details }) => [column, details.characters])).toEqual([
      ['Mã', 'U+200B'],
      ['Mã đơn vị cấp trên', 'U+FEFF'],
      ['Ngày sinh', 'U+200F'],
      ['Năm', 'U+2060'],
      ['STT', 'U+2800'],
    ]);
    const created = tables.flatMap((one) => one.created);
    expect(created).toContainEqual(expect.objectContaining({ _id: 'CB', parent: 'DB' }));
    expect(created).toContainEqual(expect.objectContaining({ _id: 'P1', birthDate: '1970-01-01' }));
    expect(created).toContainEqual(expect.objectContaining({ _id: 'P1/2025/1' }));
  });

  test.each(['Đ\ufffdng bộ', 'Đ?ng bộ', 'Đảng b??ộ'])(
    'a name with lost letters, “%s”, is refused',
    async (lost) => {
      const issues = await importIssues(office, [table('units', ['DB', lost, 'Đảng bộ cơ sở', ''])]);
      expect(issues).toMatchObject([{ column: 'Tên', code: 'text-damaged' }]);
    },
  );

  test('alone are no name', async () => {
    const issues = await importIssues(office, [table('units', ['DB', '\u3164\u200b', 'Đảng bộ cơ sở', ''])]);
    expect(issues).toMatchObject([{ column: 'Tên', code: 'required' }]);
  });
});

test('codes, names and terms are understood however they were typed', async () => {
  await importAll(office, [
    table('units', ['Đơn-vị'.normalize('NFD'), 'Đảng bộ', ' ĐẢNG BỘ CƠ SỞ ', '']),
    table('units', ['CB', 'Chi   bộ', 'chi bo', 'Đơn-vị'.normalize('NFC')]),
  ]);

  expect(await office.database.units.findById('CB').lean()).toMatchObject({
    name: 'Chi bộ',
    parent: 'Đơn-vị',
    kind: 'cell',
  });
});

test('a birth year that is all an office has stays a year, and takes no known day away', async () => {
  const born = (one: string, other: string) => [
    table(
      'people',
      ['P1', 'An', one, 'Đảng viên chính thức', 'CB', 'Không', ''],
      ['P2', 'Bình', other, 'Đảng viên chính thức', 'CB', 'Không', ''],
    ),
  ];
  const stored = async () =>
    (await office.database.people.find({}).sort({ _id: 1 }).lean()).map((one) => one.birthDate);
  await importAll(office, [...smallOrganisation().slice(0, 1), ...born('1971', '01/02/1970')]);
  expect(await stored()).toEqual(['1971', '1970-02-01']);

  const outcomes = await importAll(office, born('00/00/1971', '1970'));
  expect(outcomes).toContainEqual({ file: 'nguoi', created: 0, changed: 0, unchanged: 2 });
  await importAll(office, born('03/04/1971', '1969'));
  expect(await stored()).toEqual(['1971-04-03', '1969']);
});
