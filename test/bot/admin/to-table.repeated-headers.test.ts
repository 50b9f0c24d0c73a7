import { describe, expect, test } from 'vitest';
import { toTable } from '../../../bot/admin/to-table.ts';

describe('a header that is repeated further down', () => {
  const NAMES = ['Mã', 'Họ và tên', 'Ngày sinh', 'Diện đảng viên', 'Nơi sinh hoạt đảng'];
  const AN = ['P1', 'Nguyễn Văn An', '01/02/1970', 'Đảng viên chính thức', 'CB'];
  const BINH = ['P2', 'Trần Thị Bình', '1971', 'Đảng viên chính thức', 'CB'];
  const list = (...rows: string[][]) => {
    const { table, notes, issues } = toTable({
      ...{ name: 'nguoi', sheet: { hidden: false, hiddenColumns: [], merged: [] } },
      lines: rows.map((cells, at) => ({ line: at + 1, cells })),
    });
    return {
      read: table.rows.map(({ line }) => line),
      left: notes.filter(({ code }) => code.startsWith('row-')).map(({ line, code }) => [line, code]),
      issues: issues.map(({ line, code }) => [line, code]),
    };
  };
  const AGAIN = 'row-repeated-header';

  test.each<[string, string[]]>([
    ['a misspelling', ['Mã', 'Họ và tênn', 'Ngày sinh', 'Diện đảng viên', 'Nơi sinh hoạt đảng']],
    ['stars and capitals', ['MÃ*', 'HỌ VÀ TÊN (*)', 'NGÀY SINH:', 'DIỆN ĐẢNG VIÊN', 'NƠI SINH HOẠT ĐẢNG']],
    ['another name', ['Mã', 'Họ tên', 'Năm sinh', 'Diện đảng viên', 'Nơi sinh hoạt đảng']],
    ['two abbreviations', ['Mã', 'Họ và tên', 'Ngày sinh', 'Diện ĐV', 'Nơi SH đảng']],
    ['an encoding before Unicode', ['M·', 'Hä vµ tªn', 'Ngµy sinh', 'DiÖn ®¶ng viªn', 'N¬i sinh ho¹t ®¶ng']],
    ['two English names', ['Code', 'Họ và tên', 'Date of birth', 'Diện đảng viên', 'Nơi sinh hoạt đảng']],
    ['cells that are merged', ['Mã', 'Họ và tên', '', 'Diện đảng viên', '']],
    ['a cell that is merged with another one', ['Mã', 'Họ và tên, ngày sinh', '', 'Diện đảng viên', '']],
  ])('is left out where it has %s', (_, row) => {
    expect(list(NAMES, AN, row, BINH)).toEqual({ read: [2, 4], left: [[3, AGAIN]], issues: [] });
  });

  test('is left out with its titles, remarks and numbers of columns', () => {
    const head = [['DANH SÁCH ĐẢNG VIÊN'], NAMES, ['', '(chữ in hoa)'], ['(1)', '(2)', '(3)', '(4)', '(5)']];
    expect(list(...head, AN, ...head, BINH)).toEqual({
      read: [5, 10],
      left: [
        [4, 'row-column-numbers'],
        [6, AGAIN],
        [7, AGAIN],
        [8, AGAIN],
        [9, 'row-column-numbers'],
      ],
      issues: [],
    });
  });

  test('is left out over two rows, also where the second differs', () => {
    const head = [
      ['Mã', 'Họ và tên', 'Ngày sinh', 'Sinh hoạt', ''],
      ['', '', '', 'Diện đảng viên', 'Nơi sinh hoạt đảng'],
    ];
    const other = ['', '', '', 'Diện ĐV', 'Nơi sinh hoạt đảng'];
    expect(list(...head, AN, ...head, BINH, head[0] ?? [], other, AN)).toEqual({
      read: [3, 6, 9],
      left: [4, 5, 7, 8].map((line) => [line, AGAIN]),
      issues: [],
    });
  });

  test('is not taken for the first one where it is worded better, so that nobody above it is lost', () => {
    const typed = ['Mã', 'Họ và tênn', 'Ngày sinh', 'Diện ĐV', 'Nơi sinh hoạt đảng'];
    expect(list(typed, AN, NAMES, BINH)).toMatchObject({ read: [2, 4], left: [[3, AGAIN]] });
  });

  test('in another order is one mistake, and what stands below it is not read', () => {
    const turned = ['Mã', 'Họ và tên', 'Ngày sinh', 'Nơi sinh hoạt đảng', 'Diện đảng viên'];
    expect(list(NAMES, AN, turned, BINH)).toEqual({ read: [2], left: [], issues: [[3, 'row-other-header']] });
  });

  test.each<[string, string[]]>([
    ['a code that is new', ['P9', 'Họ và tên', 'Ngày sinh', 'Diện đảng viên', 'Nơi sinh hoạt đảng']],
    ['one such word', ['', 'Họ và tên', '', '', '']],
  ])('is no row with %s', (_, row) => {
    expect(list(NAMES, AN, row)).toMatchObject({ read: [2, 3], left: [] });
  });

  test('of another table is one mistake, too', () => {
    const posts = ['Mã cá nhân', 'Mã tập thể', 'Cương vị', 'Chức vụ', 'Loại chức vụ'];
    const rows = [NAMES, AN, [], posts, ['P1', 'DU', 'Thành viên', 'Ủy viên', 'Đảng']];
    expect(list(...rows)).toEqual({ read: [2], left: [], issues: [[4, 'row-other-table']] });
  });

  test('ends a page, so that what stands below each one is left out, with its number', () => {
    const page = (number: number) => [
      [],
      ['', 'Cộng trang: 1'],
      ['', '', 'Người lập'],
      ['', `Trang ${number}/2`],
    ];
    const title = (number: number) => ['ĐẢNG BỘ CÔNG TY', '', '', '', `Trang ${number}`];
    expect(list(title(1), NAMES, AN, ...page(1), title(2), NAMES, BINH, ['', '- 2 -'])).toEqual({
      read: [3, 10],
      left: [
        [5, 'row-total'],
        [6, 'row-below'],
        [7, 'row-below'],
        [8, AGAIN],
        [9, AGAIN],
        [11, 'row-page'],
      ],
      issues: [],
    });
  });

  test('rows that are numbered beforehand are none', () => {
    const numbered = [
      ['STT', ...NAMES],
      ['1', ...AN],
      ['2', '', ''],
      ['3', '', ''],
    ];
    expect(list(...numbered)).toMatchObject({
      read: [2],
      left: [
        [3, 'row-beside'],
        [4, 'row-beside'],
      ],
    });
  });
});
