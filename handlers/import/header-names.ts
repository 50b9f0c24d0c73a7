import { dropHidden, isBlank } from '../../flows/answers/hidden-characters.ts';
import { foldWord } from '../../flows/answers/normalize.ts';
import { ENCODINGS } from './encodings/decode.ts';
import { decodeText, isPlain } from './encodings/recognise.ts';
import { TABLES, type TableName } from './tables.ts';

/** A column of a table that a header names; `isOther` for a name that is not the table's own. */
export interface Match {
  name: string;
  isOther: boolean;
}

/** The columns of a table by their names as they are compared. */
export type KnownNames = ReadonlyMap<string, Match>;

/** Other names that offices have for a column, by the name in `TABLES`. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  Mã: ['Mã số'],
  'Họ và tên': ['Họ tên', 'Họ, tên', 'Họ và tên đảng viên'],
  'Ngày sinh': ['Năm sinh', 'Ngày, tháng, năm sinh', 'Ngày tháng năm sinh', 'Ngày, năm sinh'],
  'Nơi sinh hoạt tạm thời': [
    ...['Chi bộ sinh hoạt tạm thời', 'Sinh hoạt tạm thời tại'],
    ...['Sinh hoạt tạm thời chi bộ', 'Sinh hoạt tạm thời tại chi bộ', 'Sinh hoạt tạm thời nơi sinh hoạt'],
  ],
  'Sinh hoạt tạm thời từ ngày': ['Tạm thời từ ngày', 'Sinh hoạt tạm thời từ'],
  'Sinh hoạt tạm thời đến ngày': [
    ...['Tạm thời đến ngày', 'Sinh hoạt tạm thời đến', 'Sinh hoạt tạm thời đến hết ngày'],
  ],
};

const WHOLE_NAME = TABLES.people.columns.name;

/** What stands below a name for each of the columns that together are that one: a day of birth is in one of two. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  [WHOLE_NAME]: [
    ...['Họ', 'Họ đệm', 'Họ, đệm', 'Họ và đệm', 'Họ, chữ đệm', 'Họ và chữ đệm', 'Họ, tên đệm'],
    ...['Họ và tên đệm', 'Họ lót', 'Họ và tên lót', 'Đệm', 'Chữ đệm', 'Tên đệm', 'Tên lót', 'Tên'],
    ...['Tên đệm và tên', 'Đệm và tên'],
  ],
  'Ngày sinh': ['Nam', 'Nữ'],
};

/** “1. Mã”, “2) Họ và tên”, “- Ngày sinh”. */
const NUMBERING = /^\s*(?:\d{1,2}(?:\s*[.)–-]\s*|\s+)|[–+-]\s*)(?=\p{L})/u;
/** Marks of footnotes, stars, quotation marks and what else is set around a name. */
const AROUND = /[\u00b9\u00b2\u00b3\u2070\u2074-\u2079*:;.†•"“”'‘’«»]+/g;

/** A header as it is compared: whatever its case, accents, spaces, stars, numbers before it and what it adds in brackets. */
export function headerKey(written: string): string {
  const plain = dropHidden(written);
  const bare = plain
    .normalize('NFC')
    .replace(/[(（][^()（）]*[)）]|\[[^[\]]*\]/g, ' ')
    .replace(NUMBERING, '')
    .replace(AROUND, '')
    .replaceAll('_', ' ')
    .replaceAll('&', ' và ');
  return foldWord((isBlank(bare) ? plain : bare).normalize('NFKC')).replace(/\s*[,/]\s*/g, ', ');
}

/** A header as it is shown: composed, with single spaces of one kind, and nothing that is not seen. */
export function headerText(written: string): string {
  return dropHidden(written).replace(/\s+/g, ' ').trim().normalize('NFC');
}

/** Every name that a table knows for its columns; none for an unknown table. */
export function knownNames(table: TableName | undefined): KnownNames {
  if (table === undefined) return new Map();
  const names = Object.values<string>(TABLES[table].columns);
  const others = names.flatMap((name) => (OTHER_NAMES[name] ?? []).map((other) => ({ name, other })));
  return new Map([
    ...others.map(({ name, other }): [string, Match] => [headerKey(other), { name, isOther: true }]),
    ...names.map((name): [string, Match] => [headerKey(name), { name, isOther: false }]),
  ]);
}

/** The column that a header names. It says the same in an encoding before Unicode. */
export function matchOf(written: string, known: KnownNames): Match | undefined {
  const match = known.get(headerKey(written));
  if (match !== undefined) return match;
  return otherReadings(written)
    .map((reading) => known.get(headerKey(reading)))
    .find((other) => other !== undefined);
}

/** Whether a header is a known part of a column that stands over several. */
export function isPart(written: string, { name }: Match): boolean {
  const parts = (PARTS[name] ?? []).map(headerKey);
  return readings(written).some((reading) => parts.includes(headerKey(reading)));
}

/** The column of which a header names the first part, where the table has it and the part alone says so: “Họ đệm”. */
export function firstPartOf(written: string, known: KnownNames): Match | undefined {
  const match = { name: WHOLE_NAME, isOther: true };
  const isFirst = readings(written).some((reading) => headerKey(reading).startsWith('ho'));
  return known.has(headerKey(WHOLE_NAME)) && isFirst && isPart(written, match) ? match : undefined;
}

/** What stands in brackets below a name explains it, such as “(chữ in hoa)”; numbers of columns do not. */
export function isRemark(written: string): boolean {
  const text = dropHidden(written).normalize('NFC').trim();
  return text.startsWith('(') && text.endsWith(')') && /\p{L}{2}/u.test(text);
}

/** Letters that only Unicode has: a name with one of them is in no other encoding. */
const UNICODE_ONLY = /[\u1ea0-\u1ef9]/;

function readings(written: string): string[] {
  return [written, ...otherReadings(written)];
}

/** What it says in encodings before Unicode, where it can be in one of them. */
function otherReadings(written: string): string[] {
  if (isPlain(written) || UNICODE_ONLY.test(written.normalize('NFC'))) return [];
  return ENCODINGS.map((encoding) => decodeText(written, encoding));
}
