/** One cell of the list, the same for every program that saves it. */
export interface ListCell {
  value: string | number;
  /** A day is a number of days, as every program keeps it. */
  style?: 'day' | 'struck-out' | 'tcvn3';
  /** The words are in several styles, so that the program keeps them in pieces. */
  pieces?: readonly string[];
  formula?: string;
}

/** A sheet of the list. Rows and columns are counted from 0. */
export interface ListSheet {
  name: string;
  rows: readonly (readonly (ListCell | null)[])[];
  merged: readonly string[];
  hidden: readonly number[];
  /** The range of a filter that hides them. */
  filter?: string;
}

/** 1 February 1970 and 31 December 1985. */
const [FEBRUARY, DECEMBER] = [25600, 31412];

const cells = (...values: (string | number | ListCell | null)[]) =>
  values.map((value) => (value === null || typeof value === 'object' ? value : { value }));
const number = (row: number): ListCell => ({ value: row - 4, formula: `ROW()-${4}` });
const OFFICIAL = 'Đảng viên chính thức';

/**
 * A list of an office that is not made for a program: titles, a header over two rows, columns that nobody needs, cells merged down, a
 * hidden row, a struck-out one, a name in TCVN3, a year alone, formulas beside the list and a total below it.
 */
export const DIRTY_LIST: readonly ListSheet[] = [
  {
    name: 'don-vi',
    rows: [
      cells('Mã', 'Tên', 'Loại', 'Mã đơn vị cấp trên'),
      cells('DB', 'Đảng bộ Công ty', 'Đảng bộ cơ sở', null),
      cells('CB', 'Chi bộ Một', 'Chi bộ', 'DB'),
      cells('CC', 'Chi bộ Hai', 'Chi bộ', 'DB'),
    ],
    merged: [],
    hidden: [3],
    filter: 'A1:D4',
  },
  {
    name: 'nguoi',
    rows: [
      cells('DANH SÁCH ĐẢNG VIÊN NĂM 2026'),
      cells(),
      cells(
        'STT',
        'Mã',
        'Họ và tên (*)',
        'NGÀY SINH',
        'Sinh hoạt',
        null,
        'Hưởng lương\ntừ ngân sách',
        'Đơn vị công tác',
        'Ghi chú',
      ),
      cells(null, null, null, null, 'Diện  đảng viên', 'Nơi sinh hoạt\u00a0đảng', null, null, null),
      cells(
        number(5),
        'P1',
        { value: 'Nguyễn Văn An', pieces: ['Nguyễn ', 'Văn An'] },
        { value: FEBRUARY, style: 'day' },
        OFFICIAL,
        'CB',
        'Không',
        null,
        'mới',
      ),
      cells(number(6), 'P2', 'Trần Thị Bình', 1971, OFFICIAL, null, 'Không', null, null),
      cells(number(7), 'P3', 'Lê Văn Cường', '05/06/1973', OFFICIAL, 'CC', 'Có', null, null),
      cells(
        number(8),
        'P4',
        { value: 'Cao Văn Dũng', style: 'struck-out' },
        { value: DECEMBER, style: 'day' },
        OFFICIAL,
        'CC',
        'Không',
        null,
        null,
      ),
      cells(
        number(9),
        'P5',
        { value: '§ç V¨n §¹t', style: 'tcvn3' },
        1975,
        OFFICIAL,
        'CC',
        'Không',
        null,
        null,
      ),
      cells(null, null, 'Tổng cộng', { value: 5, formula: 'COUNTA(B5:B9)' }, null, null, null, null, null),
    ],
    merged: ['A1:I1', 'A3:A4', 'B3:B4', 'C3:C4', 'D3:D4', 'E3:F3', 'G3:G4', 'H3:H4', 'I3:I4', 'F5:F6'],
    hidden: [6],
  },
];
