import { expect, test } from 'vitest';
import {
  convertTexts,
  describeConversion,
  encodingIssue,
  findEncodedTexts,
} from '../../../../handlers/import/encodings/find-texts.ts';
import type { CellFont, ReadSource } from '../../../../handlers/import/table.ts';

const NAME = 'Họ và tên';
type Font = Pick<CellFont, 'encoding' | 'capitals'>;
const VN_TIME: Font = { encoding: 'TCVN3', capitals: false };
const VN_TIME_H: Font = { encoding: 'TCVN3', capitals: true };
const VNI: Font = { encoding: 'VNI', capitals: false };

/** People of these names, from line 2, each in a font or in one that says nothing. */
function source(...names: (string | [string, Font])[]): ReadSource {
  const cells = names.map((name) => (typeof name === 'string' ? ([name, undefined] as const) : name));
  const rows = cells.map(([name], at) => ({ line: at + 2, cells: { Mã: `P${at}`, [NAME]: name } }));
  const fonts = cells.flatMap(([, font], at) =>
    font === undefined ? [] : [{ file: 'nguoi', line: at + 2, column: NAME, ...font }],
  );
  return { tables: [{ name: 'nguoi', rows }], issues: [], notes: [], fonts };
}

const meantIn = (read: ReadSource) =>
  findEncodedTexts(read).map(({ line, meant, hasFont }) => [line, meant, hasFont]);

test('a font says what its cells are; what was typed in Unicode in the same font stays', () => {
  const names = source(
    ['NguyÔn V¨n An', VN_TIME],
    ['Lê Văn Cường', VN_TIME],
    ['Lê An', VN_TIME],
    ['Hå', VN_TIME],
  );
  expect(meantIn(names)).toEqual([
    [2, 'Nguyễn Văn An', true],
    [5, 'Hồ', true],
  ]);
});

test('a font of capitals shows small letters as capitals', () => {
  expect(meantIn(source(['nguyÔn v¨n an', VN_TIME_H]))).toEqual([[2, 'NGUYỄN VĂN AN', true]]);
});

test('a font of VNI says so too, and only of what is in VNI', () => {
  expect(meantIn(source(['Nguyeãn Vaên An', VNI], ['NguyÔn V¨n An', VNI], ['Bình', VNI]))).toEqual([
    [2, 'Nguyễn Văn An', true],
    [3, 'Nguyễn Văn An', false],
  ]);
});

test('words that are right in both are taken for what the list is full of, if others are certain', () => {
  expect(meantIn(source('Chi bé Mét', 'Lê An'))).toEqual([]);
  expect(meantIn(source('NguyÔn V¨n An', 'Chi bé Mét', 'Lê An', 'Bé Hà'))).toEqual([
    [2, 'Nguyễn Văn An', false],
    [3, 'Chi bộ Một', false],
  ]);
});

test('a cell in Unicode with a few words that are not keeps the others', () => {
  expect(meantIn(source('Đảng bộ Lê Văn §¹t'))).toEqual([[2, 'Đảng bộ Lê Văn Đạt', false]]);
});

test('each cell is refused with its encoding, or how it came about', () => {
  const issues = findEncodedTexts(source(['NguyÔn', VN_TIME], 'TrÇn ThÞ', 'Nguyá»…n')).map(encodingIssue);
  expect(issues.map(({ line, code, details }) => [line, code, details])).toEqual([
    [2, 'text-font-encoding', { encoding: 'TCVN3' }],
    [3, 'text-encoding', { encoding: 'TCVN3' }],
    [4, 'text-twice', {}],
  ]);
});

test('what is converted is shown by column, a person’s own words only by number', () => {
  const read = source(['NguyÔn V¨n An', VN_TIME], ['TrÇn ThÞ B×nh', VN_TIME]);
  const words = { line: 2, cells: { 'Nội dung cam kết': 'Dù ®ñ 12 kú sinh ho¹t' } };
  const all = {
    ...read,
    tables: [...read.tables, { name: 'cam-ket', rows: [words] }],
    fonts: [...read.fonts, { file: 'cam-ket', line: 2, column: 'Nội dung cam kết', ...VN_TIME }],
  };
  const texts = findEncodedTexts(all);
  expect(
    describeConversion(texts).map(({ code, details }) => [code, details.changes ?? details.number]),
  ).toEqual([
    ['text-converted', '“NguyÔn V¨n An” → “Nguyễn Văn An”; “TrÇn ThÞ B×nh” → “Trần Thị Bình”'],
    ['words-converted', 1],
  ]);
  const [people, promises] = convertTexts(all.tables, texts);
  expect(people?.rows.map(({ cells }) => cells)).toEqual([
    { Mã: 'P0', [NAME]: 'Nguyễn Văn An' },
    { Mã: 'P1', [NAME]: 'Trần Thị Bình' },
  ]);
  expect(promises?.rows[0]?.cells).toEqual({ 'Nội dung cam kết': 'Dự đủ 12 kỳ sinh hoạt' });
});
