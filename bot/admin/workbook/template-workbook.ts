import type { Cell, CellStyle, DataValidation, WriteOptions, WriteSheet } from 'hucre/xlsx';
import type { ImportSource } from '../../../handlers/import/table.ts';
import { COLUMN_TERMS, rowSchemas, TABLES, type TableName } from '../../../handlers/import/tables.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import { GUIDE_SHEET, TERMS_SHEET } from './guide-sheets.ts';

/** Rows that are prepared: drop-downs, and cells that keep what is typed as text. */
const ROWS = 5_000;
const NARROW = 18;
const WIDE = 60;

const HEAD: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'DCE6F1' } },
  alignment: { wrapText: true, vertical: 'top' },
};
const TITLE: CellStyle = { font: { bold: true, size: 14 } };
const WRAPPED: CellStyle = { alignment: { wrapText: true, vertical: 'top' } };
/** Keeps leading zeros, and days as they are typed. */
const TEXT: Partial<Cell> = { value: null, style: { ...WRAPPED, numFmt: '@' } };

interface Column {
  table: TableName;
  field: string;
  header: string;
}

interface Words {
  vi: Translate;
  en: Translate;
  /** Where the examples come from: an organisation that can be imported. */
  sample: ImportSource;
}

/** An empty workbook for an import: one sheet for each table, a guide before them, and the terms after them. */
export function templateWorkbook(words: Words): WriteOptions {
  const names = Object.keys(TABLES) as TableName[];
  return {
    sheets: [guideSheet(names, words), ...names.map((name) => dataSheet(name, words.vi)), termsSheet()],
    activeSheet: 0,
  };
}

function columnsOf(table: TableName): Column[] {
  return Object.entries(TABLES[table].columns).map(([field, header]) => ({ table, field, header }));
}

/** The columns that take terms, each with the letter under which the sheet of terms has them. */
function termColumns(): (Column & { key: string; letter: string })[] {
  return (Object.keys(TABLES) as TableName[])
    .flatMap((table) => columnsOf(table).map((column) => ({ ...column, key: `${table}.${column.field}` })))
    .filter(({ key }) => key in COLUMN_TERMS)
    .map((column, index) => ({ ...column, letter: letterOf(index) }));
}

function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function officialTermsOf(key: string): string[] {
  return Object.values(COLUMN_TERMS[key] ?? {}).map(([official]) => official);
}

function isRequired({ table, field }: Column): boolean {
  const shape: Readonly<Record<string, { safeParse(text: string): { success: boolean } }>> =
    rowSchemas(0)[table].shape;
  return shape[field]?.safeParse('').success === false;
}

function isNarrative({ field }: Column): boolean {
  return ['text', 'strengths', 'weaknesses', 'answer', 'name', 'title'].includes(field);
}

function dataSheet(table: TableName, translate: Translate): WriteSheet {
  const columns = columnsOf(table);
  const cells = new Map<string, Partial<Cell>>();
  for (const [index, column] of columns.entries()) {
    const text = translate(`workbook:columns.${table}.${column.field}`);
    cells.set(`0,${index}`, { value: column.header, style: HEAD, comment: { text } });
    for (let row = 1; row <= ROWS; row += 1) cells.set(`${row},${index}`, TEXT);
  }
  return {
    name: TABLES[table].file,
    rows: [columns.map(({ header }) => header), ...Array.from({ length: ROWS }, () => [])],
    cells,
    columns: columns.map((column) => ({ width: isNarrative(column) ? WIDE : NARROW })),
    freezePane: { rows: 1 },
    dataValidations: termColumns()
      .filter((column) => column.table === table)
      .map((column) => dropDown(column, translate)),
  };
}

function dropDown(column: Column & { key: string; letter: string }, translate: Translate): DataValidation {
  const at = letterOf(columnsOf(column.table).findIndex(({ field }) => field === column.field));
  const last = officialTermsOf(column.key).length + 1;
  return {
    type: 'list',
    formula1: `'${TERMS_SHEET}'!$${column.letter}$2:$${column.letter}$${last}`,
    range: `${at}2:${at}${ROWS + 1}`,
    allowBlank: true,
    showErrorMessage: true,
    errorTitle: column.header,
    errorMessage: translate('workbook:pick-a-term', { sheet: TERMS_SHEET }),
  };
}

function termsSheet(): WriteSheet {
  const columns = termColumns();
  const lists = columns.map(({ key }) => officialTermsOf(key));
  const height = Math.max(...lists.map((list) => list.length));
  const heads = columns.map(({ table, header }) => `${TABLES[table].file} · ${header}`);
  const rows = Array.from({ length: height }, (_, row) => lists.map((list) => list[row] ?? null));
  return {
    name: TERMS_SHEET,
    rows: [heads, ...rows],
    cells: new Map(heads.map((value, column) => [`0,${column}`, { value, style: HEAD }])),
    columns: columns.map(() => ({ width: 36 })),
    freezePane: { rows: 1 },
  };
}

function guideSheet(names: readonly TableName[], words: Words): WriteSheet {
  const { vi, en } = words;
  const lines: { cells: string[]; style: CellStyle }[] = [{ cells: [vi('workbook:title')], style: TITLE }];
  for (const rule of ['fill', 'text', 'again', 'check'] as const) {
    lines.push({
      cells: [vi(`workbook:rules.${rule}`), '', '', '', en(`workbook:rules.${rule}`)],
      style: {},
    });
  }
  for (const name of names) {
    const { file } = TABLES[name];
    lines.push({ cells: [], style: {} });
    lines.push({ cells: [`${file} · ${vi(`workbook:tables.${name}`)}`], style: TITLE });
    const heads = ['column', 'required', 'content', 'example', 'english'] as const;
    lines.push({ cells: heads.map((head) => vi(`workbook:heads.${head}`)), style: HEAD });
    for (const column of columnsOf(name)) lines.push({ cells: guideLine(column, words), style: WRAPPED });
  }
  const cells = lines.flatMap(({ cells: own, style }, row) =>
    own.map((value, column): [string, Partial<Cell>] => [`${row},${column}`, { value, style }]),
  );
  return {
    name: GUIDE_SHEET,
    rows: lines.map(({ cells: own }) => own),
    cells: new Map(cells),
    columns: [24, 12, WIDE, 40, WIDE].map((width) => ({ width })),
    pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  };
}

function guideLine(column: Column, { vi, en, sample }: Words): string[] {
  const { table, field, header } = column;
  const key = `workbook:columns.${table}.${field}`;
  const terms = officialTermsOf(`${table}.${field}`);
  const allowed = terms.length === 0 ? '' : ` ${vi('workbook:one-of')} ${terms.join(' | ')}.`;
  const rows = sample.tables.find(({ name }) => name === TABLES[table].file)?.rows ?? [];
  const example = rows.map((row) => row.cells[header] ?? '').find((text) => text !== '') ?? '';
  const required = vi(isRequired(column) ? 'workbook:required' : 'workbook:optional');
  return [header, required, `${vi(key)}${allowed}`, example, en(key)];
}
