import { readFile, writeFile } from 'node:fs/promises';
import { readXlsx, writeXlsx } from 'hucre/xlsx';

const CELLS = 15;

/** Rows of each sheet, under the header that the template gives it. */
export type Sheets = Record<string, string[][]>;

/** A đảng bộ of 15 chi bộ and `count` members: bodies, posts, last year's commitments and, for some, remedies. */
export function memberList(count: number): Sheets {
  const cells = Array.from({ length: CELLS }, (_, index) => `CB${index + 1}`);
  const codes = Array.from({ length: count }, (_, index) => String(index + 1).padStart(4, '0'));
  const cellOf = (code: string) => `CB${((Number(code) - 1) % CELLS) + 1}`;
  return {
    'don-vi': [
      ['DB', 'Đảng bộ Công ty Sông Nhị', 'Đảng bộ cơ sở', ''],
      ['CT', 'Công ty Sông Nhị', 'Doanh nghiệp', 'DB'],
      ...cells.map((cell, index) => [cell, `Chi bộ ${index + 1}`, 'Chi bộ', 'DB']),
    ],
    'tap-the': cells.map((cell) => [`${cell}-CU`, `Chi ủy ${cell}`, 'Chi ủy', cell]),
    nguoi: codes.map((code) => {
      const cell = cellOf(code);
      return [code, `Nguyễn Văn ${code}`, '15/02/1975', 'Đảng viên chính thức', cell, 'Không', 'CT'];
    }),
    'chuc-vu': codes
      .slice(0, CELLS)
      .map((code) => [code, `${cellOf(code)}-CU`, 'Cấp trưởng', 'Bí thư Chi bộ', 'Đảng']),
    'cam-ket': codes.flatMap((code) =>
      ['1', '2'].map((item) => [code, 'năm trước', item, `Điều ${item} mà ${code} đã cam kết.`]),
    ),
    'khac-phuc': codes
      .filter((code) => code.endsWith('1'))
      .map((code) => [code, 'năm trước', '1', 'Kết luận', cellOf(code), 'Sinh hoạt chưa đều.']),
  };
}

/** Fills a workbook's sheets from the second line on, as a person would, and saves it as another. */
export async function fillWorkbook(from: string, to: { file: string; sheets: Sheets }): Promise<void> {
  const { sheets } = await readXlsx(await readFile(from));
  const filled = sheets.map(({ name, rows }) => {
    const own = to.sheets[name];
    return { name, rows: own === undefined ? rows : [rows[0] ?? [], ...own] };
  });
  await writeFile(to.file, await writeXlsx({ sheets: filled }));
}
