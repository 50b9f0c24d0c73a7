import { z } from 'zod';
import * as cells from './cells.ts';
import {
  BRANCH_TERMS,
  COLLECTIVE_TERMS,
  LEAVE_REASON_TERMS,
  PARTY_STATUS_TERMS,
  REMEDY_SOURCE_TERMS,
  ROLE_TERMS,
  type Terms,
  UNIT_TERMS,
  YES_NO_TERMS,
} from './terms.ts';

/** The tables of an organisation: their file names, the header of each column, and what makes a row unique. */
export const TABLES = {
  units: {
    file: 'don-vi',
    columns: { _id: 'Mã', name: 'Tên', kind: 'Loại', parent: 'Mã đơn vị cấp trên' },
    key: ['_id'],
  },
  collectives: {
    file: 'tap-the',
    columns: { _id: 'Mã', name: 'Tên', kind: 'Loại', unit: 'Mã đơn vị' },
    key: ['_id'],
  },
  people: {
    file: 'nguoi',
    columns: {
      _id: 'Mã',
      name: 'Họ và tên',
      birthDate: 'Ngày sinh',
      partyStatus: 'Diện đảng viên',
      unit: 'Nơi sinh hoạt đảng',
      publicEmployee: 'Hưởng lương từ ngân sách',
      workplace: 'Đơn vị công tác',
      from: 'Sinh hoạt từ ngày',
      to: 'Sinh hoạt đến ngày',
      why: 'Lý do rời',
      citizenId: 'Số CCCD',
      partyCard: 'Số thẻ đảng',
      temporaryUnit: 'Nơi sinh hoạt tạm thời',
      temporaryFrom: 'Sinh hoạt tạm thời từ ngày',
      temporaryTo: 'Sinh hoạt tạm thời đến ngày',
    },
    key: ['_id'],
  },
  posts: {
    file: 'chuc-vu',
    columns: {
      person: 'Mã cá nhân',
      collective: 'Mã tập thể',
      role: 'Cương vị',
      title: 'Chức vụ',
      branch: 'Loại chức vụ',
      from: 'Từ ngày',
      to: 'Đến ngày',
    },
    key: ['person', 'collective'],
  },
  commitments: {
    file: 'cam-ket',
    columns: { person: 'Mã cá nhân', year: 'Năm', item: 'STT', text: 'Nội dung cam kết' },
    key: ['person', 'year', 'item'],
  },
  remedies: {
    file: 'khac-phuc',
    columns: {
      person: 'Mã cá nhân',
      year: 'Năm',
      item: 'STT',
      source: 'Nguồn',
      from: 'Nơi kết luận, gợi ý',
      text: 'Hạn chế, khuyết điểm',
    },
    key: ['person', 'year', 'item'],
  },
  suggestions: {
    file: 'goi-y',
    columns: {
      subject: 'Mã đối tượng',
      year: 'Năm',
      item: 'STT',
      from: 'Mã tập thể gợi ý',
      text: 'Nội dung gợi ý',
    },
    key: ['subject', 'year', 'item'],
  },
  conclusions: {
    file: 'ket-luan',
    columns: {
      person: 'Mã cá nhân',
      year: 'Năm',
      place: 'Nơi kiểm điểm',
      strengths: 'Ưu điểm',
      weaknesses: 'Hạn chế, khuyết điểm',
      rank: 'Mức xếp loại',
    },
    key: ['person', 'year', 'place'],
  },
  submissions: {
    file: 'ban-da-nop',
    columns: {
      person: 'Mã cá nhân',
      year: 'Năm',
      number: 'Lần nộp',
      day: 'Ngày nộp',
      step: 'Mã câu hỏi',
      answer: 'Trả lời',
    },
    key: ['person', 'year', 'number', 'step'],
  },
} as const;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

/** Columns that a table may lack: lists that were made before there were such columns are imported as ever. */
export const OPTIONAL_COLUMNS: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  people: [
    ...['from', 'to', 'why', 'citizenId', 'partyCard'],
    ...['temporaryUnit', 'temporaryFrom', 'temporaryTo'],
  ],
  posts: ['from', 'to'],
};

/** The table of a file or sheet, by its name without an ending. */
export function findTable(file: string): TableName | undefined {
  return (Object.keys(TABLES) as TableName[]).find((name) => TABLES[name].file === file);
}

/** Columns with words about a person or a collective. */
const NARRATIVES: readonly string[] = ['text', 'strengths', 'weaknesses', 'rank', 'answer'];

/** Whether a column holds words about a person or a collective, which are not shown to who imports them. */
export function isNarrative(table: TableName | undefined, header: string): boolean {
  const columns: Readonly<Record<string, string>> = table === undefined ? {} : TABLES[table].columns;
  return NARRATIVES.some((field) => columns[field] === header);
}

/** What a column of terms offers, by `<table>.<field>`. */
export const COLUMN_TERMS: Readonly<Record<string, Terms<string>>> = {
  'units.kind': UNIT_TERMS,
  'collectives.kind': COLLECTIVE_TERMS,
  'people.partyStatus': PARTY_STATUS_TERMS,
  'people.publicEmployee': YES_NO_TERMS,
  'people.why': LEAVE_REASON_TERMS,
  'posts.role': ROLE_TERMS,
  'posts.branch': BRANCH_TERMS,
  'remedies.source': REMEDY_SOURCE_TERMS,
};

/** What the cells of each table must hold; `thisYear` is what "năm nay" stands for. */
export function rowSchemas(thisYear: number) {
  const itemOf = { year: cells.year(thisYear), item: cells.wholeNumber(), text: cells.narrative() };
  return {
    units: z.object({
      _id: cells.code(),
      name: cells.name(),
      kind: cells.term(UNIT_TERMS),
      parent: cells.optional(cells.code()),
    }),
    collectives: z.object({
      _id: cells.code(),
      name: cells.name(),
      kind: cells.term(COLLECTIVE_TERMS),
      unit: cells.code(),
    }),
    people: z.object({
      _id: cells.code(),
      name: cells.name(),
      birthDate: cells.birthDate(thisYear),
      partyStatus: cells.term(PARTY_STATUS_TERMS),
      unit: cells.optional(cells.code()),
      publicEmployee: cells.yesNo(),
      workplace: cells.optional(cells.code()),
      from: cells.optional(cells.day()).default(null),
      to: cells.optional(cells.day()).default(null),
      why: cells.optional(cells.term(LEAVE_REASON_TERMS)).default(null),
      citizenId: cells.optional(cells.citizenId()).optional(),
      partyCard: cells.optional(cells.partyCard()).optional(),
      temporaryUnit: cells.optional(cells.code()).default(null),
      temporaryFrom: cells.optional(cells.day()).default(null),
      temporaryTo: cells.optional(cells.day()).default(null),
    }),
    posts: z.object({
      person: cells.code(),
      collective: cells.code(),
      role: cells.term(ROLE_TERMS),
      title: cells.name(),
      branch: cells.term(BRANCH_TERMS),
      from: cells.optional(cells.day()).optional(),
      to: cells.optional(cells.day()).optional(),
    }),
    commitments: z.object({ person: cells.code(), ...itemOf }),
    remedies: z.object({
      person: cells.code(),
      ...itemOf,
      source: cells.term(REMEDY_SOURCE_TERMS),
      from: cells.optional(cells.code()),
    }),
    suggestions: z.object({ subject: cells.code(), ...itemOf, from: cells.code() }),
    conclusions: z.object({
      person: cells.code(),
      year: cells.year(thisYear),
      place: cells.code(),
      strengths: cells.narrative(),
      weaknesses: cells.optional(cells.narrative()),
      rank: cells.optional(cells.name()),
    }),
    submissions: z.object({
      person: cells.code(),
      year: cells.year(thisYear),
      number: cells.wholeNumber(),
      day: cells.dayOfYear(),
      step: cells.name(),
      answer: cells.verbatim(),
    }),
  };
}

/** The values of a row of each table. */
export type Rows = { [Name in TableName]: z.output<ReturnType<typeof rowSchemas>[Name]> };
