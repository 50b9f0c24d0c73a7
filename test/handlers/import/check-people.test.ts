import { describe, expect, test } from 'vitest';
import { planImport } from '../../../handlers/import/plan-import.ts';
import { ISSUE_CODES, type Table } from '../../../handlers/import/table.ts';
import en from '../../../locales/en/import.json' with { type: 'json' };
import vi from '../../../locales/vi/import.json' with { type: 'json' };
import { officeForAll } from '../../support/office.ts';
import { importAll, importIssues, table } from '../../support/organisation.ts';

const office = officeForAll();

const person = (...cells: string[]) => table('people', cells);
const unit = (...cells: string[]) => table('units', cells);

interface Case {
  rule: string;
  given: Table[];
  found: [column: string | null, code: string][];
}

const CASES: Case[] = [
  {
    rule: 'a code of strange signs',
    given: [unit('a/b', 'Tên', 'Chi bộ', 'DB')],
    found: [['Mã', 'bad-code']],
  },
  { rule: 'an unknown kind', given: [unit('X', 'Tên', 'Chi hội', 'DB')], found: [['Loại', 'bad-term']] },
  {
    rule: 'an unknown parent',
    given: [unit('X', 'Tên', 'Chi bộ', 'Y')],
    found: [['Mã đơn vị cấp trên', 'unknown-code']],
  },
  {
    rule: 'a unit above itself',
    given: [unit('CB', 'Tên', 'Chi bộ', 'TD')],
    found: [['Mã đơn vị cấp trên', 'tree-loop']],
  },
  {
    rule: '[D37 part] a tổ đảng outside of a chi bộ',
    given: [unit('X', 'Tên', 'Tổ đảng', 'DB')],
    found: [['Mã đơn vị cấp trên', 'group-outside-cell']],
  },
  {
    rule: 'a chi bộ at the top',
    given: [unit('X', 'Tên', 'Chi bộ', '')],
    found: [['Mã đơn vị cấp trên', 'cell-outside-organisation']],
  },
  {
    rule: 'the code of a person for a unit',
    given: [unit('P1', 'Tên', 'Phòng', 'CT')],
    found: [['Mã', 'code-taken']],
  },
  {
    rule: '[D7 part] a body in a unit that cannot have it',
    given: [table('collectives', ['X', 'Tên', 'Hội đồng thành viên', 'CB'])],
    found: [['Loại', 'collective-unit-kind']],
  },
  {
    rule: '[D10 part] a member who takes part in a company',
    given: [person('X', 'Tên', '01/01/1980', 'Đảng viên chính thức', 'CT', 'Không', '')],
    found: [['Nơi sinh hoạt đảng', 'not-a-membership-unit']],
  },
  {
    rule: '[D10 part] a member without a chi bộ',
    given: [person('X', 'Tên', '01/01/1980', 'Đảng viên dự bị', '', 'Không', 'CT')],
    found: [['Nơi sinh hoạt đảng', 'member-without-unit']],
  },
  {
    rule: 'a chi bộ for somebody who is not a member',
    given: [person('X', 'Tên', '01/01/1980', 'Quần chúng', 'CB', 'Không', 'CT')],
    found: [['Nơi sinh hoạt đảng', 'unit-without-membership']],
  },
  {
    rule: 'somebody who belongs nowhere',
    given: [person('X', 'Tên', '01/01/1980', 'Không phải đảng viên', '', 'Không', '')],
    found: [['Đơn vị công tác', 'person-nowhere']],
  },
  {
    rule: 'a day that does not exist, and a blank cell',
    given: [person('X', '', '31/02/1980', 'Đảng viên chính thức', 'CB', 'Không', '')],
    found: [
      ['Họ và tên', 'required'],
      ['Ngày sinh', 'bad-date'],
    ],
  },
  {
    rule: 'a day of birth without its year',
    given: [person('X', 'Tên', '01/02', 'Đảng viên chính thức', 'CB', 'Không', '')],
    found: [['Ngày sinh', 'day-without-year']],
  },
  {
    rule: 'a child',
    given: [person('X', 'Tên', '01/01/2020', 'Đảng viên chính thức', 'CB', 'Có', '')],
    found: [['Ngày sinh', 'birth-date-range']],
  },
  {
    rule: 'a child of whom the year alone is known',
    given: [person('X', 'Tên', '2020', 'Đảng viên chính thức', 'CB', 'Có', '')],
    found: [['Ngày sinh', 'birth-date-range']],
  },
  {
    rule: 'a second head beside the stored one',
    given: [table('posts', ['P2', 'DU', 'Cấp trưởng', 'Bí thư', 'Đảng'])],
    found: [['Cương vị', 'second-head']],
  },
  {
    rule: 'a Party post of somebody who is not a member, in an unknown body',
    given: [table('posts', ['P3', 'X', 'Thành viên', 'Ủy viên', 'Đảng'])],
    found: [
      ['Mã tập thể', 'unknown-code'],
      ['Loại chức vụ', 'not-a-member'],
    ],
  },
  {
    rule: 'a post in years that are a mistake',
    given: [
      table('posts', ['P3', 'BGD', 'Cấp phó', 'Phó Giám đốc', 'Chính quyền', '01/01/1026', '31/12/2999']),
    ],
    found: [
      ['Từ ngày', 'day-before-birth'],
      ['Đến ngày', 'day-impossible'],
    ],
  },
  {
    rule: 'the same row twice',
    given: [table('commitments', ['P1', '2026', '1', 'Một'], ['P1', 'năm nay', '1', 'Hai'])],
    found: [['Mã cá nhân', 'duplicate']],
  },
  {
    rule: 'a year to come',
    given: [table('commitments', ['P1', '2027', '1', 'Một'])],
    found: [['Năm', 'bad-year']],
  },
  {
    rule: 'a secret',
    given: [table('commitments', ['P1', '2026', '1', 'Theo công văn TỐI MẬT số 1'])],
    found: [['Nội dung cam kết', 'secret']],
  },
  {
    rule: 'a text without end',
    given: [table('commitments', ['P1', '2026', '1', 'a'.repeat(20_001)])],
    found: [['Nội dung cam kết', 'too-long']],
  },
  {
    rule: '[D33 part] a suggestion to nobody, from no collective',
    given: [table('suggestions', ['CB', '2026', '1', 'CB', 'Làm rõ'])],
    found: [
      ['Mã đối tượng', 'unknown-code'],
      ['Mã tập thể gợi ý', 'unknown-code'],
    ],
  },
  {
    rule: 'a missing column',
    given: [{ name: 'don-vi', rows: [{ line: 2, cells: { Mã: 'X', Tên: 'T', Loại: 'Chi bộ' } }] }],
    found: [['Mã đơn vị cấp trên', 'missing-column']],
  },
  {
    rule: 'a list without its codes, and not once more in each row that names one,',
    given: [
      { name: 'nguoi', rows: [{ line: 2, cells: { 'Họ và tên': 'An' } }] },
      table(
        'posts',
        ['P8', 'DU', 'Thành viên', 'Ủy viên', 'Đảng'],
        ['P9', 'DU', 'Thành viên', 'Ủy viên', 'Đảng'],
      ),
    ],
    found: [
      ['Mã', 'missing-column'],
      ['Ngày sinh', 'missing-column'],
      ['Diện đảng viên', 'missing-column'],
      ['Nơi sinh hoạt đảng', 'missing-column'],
      ['Hưởng lương từ ngân sách', 'missing-column'],
      ['Đơn vị công tác', 'missing-column'],
    ],
  },
  {
    rule: 'a list without any of its columns',
    given: [
      { name: 'nguoi', rows: [{ line: 2, cells: {} }] },
      table('posts', ['P8', 'DU', 'Thành viên', 'Ủy viên', 'Đảng']),
    ],
    found: [[null, 'missing-header']],
  },
  {
    rule: 'a row that is hardly an entry, whatever else is wrong in it,',
    given: [
      person('', 'Người lập biểu', '', 'Bí thư', '', '', ''),
      table('commitments', ['', '', '', 'Họp đủ']),
    ],
    found: [
      [null, 'row-incomplete'],
      [null, 'row-incomplete'],
    ],
  },
  {
    rule: 'a row with one blank cell too many',
    given: [person('P8', 'An', '', 'Đảng viên chính thức', 'CB', '', '')],
    found: [
      ['Ngày sinh', 'required'],
      ['Hưởng lương từ ngân sách', 'required'],
    ],
  },
  {
    rule: 'a second header row, in another language, is one mistake and',
    given: [
      table(
        'people',
        ['Member code', 'Full name', 'Date of birth', 'Party status', 'Party cell', 'State pay', 'Workplace'],
        ['P8', 'An', '01/01/1980', 'Đảng viên chính thức', 'CB', 'Không', ''],
      ),
      table('posts', ['Person', 'Body', 'Position', 'Title', 'Branch']),
    ],
    found: [
      [null, 'row-second-header'],
      [null, 'row-second-header'],
    ],
  },
  {
    rule: 'a second header further down, in other words or with a code of its own, is one mistake and',
    given: [
      table(
        'people',
        ['P8', 'An', '01/01/1980', 'Đảng viên chính thức', 'CB', 'Không', ''],
        ['Member code', 'Full name', 'Date of birth', 'Party status', 'Party cell', 'State pay', 'Workplace'],
        ['P9', 'Họ tên', 'Ngày sinh', 'Diện đảng viên', 'Nơi sinh hoạt', 'Hưởng lương', 'Đơn vị'],
      ),
    ],
    found: [
      [null, 'row-second-header'],
      [null, 'row-second-header'],
    ],
  },
  {
    rule: 'an entry at the top with several mistakes',
    given: [person('P8', 'An', 'không rõ', 'đoàn viên', 'CB', 'Không', '')],
    found: [
      ['Ngày sinh', 'bad-date'],
      ['Diện đảng viên', 'bad-term'],
    ],
  },
  { rule: 'an unknown table', given: [{ name: 'la', rows: [] }], found: [[null, 'unknown-table']] },
];

test.each(CASES)('$rule is refused', async ({ given, found }) => {
  const issues = await importIssues(office, given);

  expect(issues.map(({ column, code }) => [column, code])).toEqual(found);
});

test('a reference to a row with a mistake of its own is not a second mistake', async () => {
  const issues = await importIssues(office, [
    unit('X', 'Tên', 'Chi hội', 'DB'),
    person('Y', 'Tên', '01/01/1980', 'Đảng viên chính thức', 'X', 'Không', ''),
    table('posts', ['Y', 'DU', 'Thành viên', 'Ủy viên', 'Đảng']),
  ]);

  expect(issues.map(({ code }) => code)).toEqual(['bad-term']);
});

test('a unit that gets the name of another one below the same unit is told with both codes, once', async () => {
  const notesOf = async (...rows: string[][]) => {
    const planned = await planImport(office, { tables: [table('units', ...rows)], issues: [] });
    return 'plan' in planned ? planned.plan.notes : planned.issues;
  };
  const twin = ['CB9', 'CHI BỘ  MỘT', 'Chi bộ', 'DB'];
  const told = { file: 'don-vi', line: 2, column: 'Tên', code: 'same-unit-name' };
  expect(await notesOf(twin)).toEqual([
    { ...told, details: { code: 'CB9', known: 'CB', name: 'Chi bộ Một' } },
  ]);
  const both = ['CB7', 'Chi bộ Bảy', 'Chi bộ', 'DB'];
  expect(await notesOf(both, both.with(0, 'CB8'))).toEqual([
    { ...told, line: 3, details: { code: 'CB8', known: 'CB7', name: 'Chi bộ Bảy' } },
  ]);
  expect(await notesOf(['PB', 'Chi bộ Một', 'Phòng', 'CT'], ['CB', 'Chi bộ Một', 'Chi bộ', 'DB'])).toEqual(
    [],
  );
  await importAll(office, [table('units', twin)]);
  expect(await notesOf(twin, ['CB', 'Chi bộ Một', 'Chi bộ', 'DB'])).toEqual([]);
});

describe('every issue', () => {
  test.each([
    { language: 'vi', issues: vi.issues },
    { language: 'en', issues: en.issues },
  ])('has its sentence in $language', ({ issues }) => {
    expect(Object.keys(issues).sort()).toEqual([...ISSUE_CODES].sort());
  });
});
