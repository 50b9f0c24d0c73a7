import type { ListCell, ListSheet } from './dirty-list.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** How a program writes a workbook: each of them is right, and none like another. */
interface Dialect {
  /** Attributes of the root of a sheet. */
  namespaces: string;
  /** What stands before the rows of a sheet. */
  before: string;
  row(number: number, attributes: { hidden: boolean; width: number }): string;
  /** Fonts by style: 0 of the workbook, then those of `STYLES`. */
  fonts: readonly string[];
  text(words: string): string;
  workbook(sheets: string, names: string): string;
  others: readonly ZipEntry[];
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const COMPATIBILITY = 'http://schemas.openxmlformats.org/markup-compatibility/2006';
const X14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const STYLES = ['day', 'struck-out', 'tcvn3'] as const;

const properties = (name: string, version: string): ZipEntry => ({
  name: 'docProps/app.xml',
  content: `${HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>${name}</Application><AppVersion>${version}</AppVersion></Properties>`,
});

const DIALECTS = {
  Excel: {
    namespaces: `xmlns="${MAIN}" xmlns:r="${RELATIONS}" xmlns:mc="${COMPATIBILITY}" mc:Ignorable="x14ac" xmlns:x14ac="${X14}"`,
    before:
      '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="1" max="9" width="18.7109375" customWidth="1"/></cols>',
    row: (number, { hidden, width }) =>
      `<row r="${number}" spans="1:${width}"${hidden ? ' hidden="1"' : ''} x14ac:dyDescent="0.25">`,
    fonts: [
      '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>',
      '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>',
      '<font><strike/><sz val="12"/><color rgb="FFFF0000"/><name val="Times New Roman"/><family val="1"/></font>',
      '<font><sz val="12"/><color theme="1"/><name val=".VnTime"/><family val="2"/></font>',
    ],
    text: (words) => `<t${/^\s|\s$|\n/.test(words) ? ' xml:space="preserve"' : ''}>${escapeXml(words)}</t>`,
    workbook: (sheets, names) =>
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="29029"/><workbookPr defaultThemeVersion="202300"/><bookViews><workbookView xWindow="-120" yWindow="-120" windowWidth="29040" windowHeight="15720" activeTab="1"/></bookViews><sheets>${sheets}</sheets>${names}<calcPr calcId="191029"/></workbook>`,
    others: [properties('Microsoft Excel', '16.0300')],
  },
  'Google Sheets': {
    namespaces: `xmlns="${MAIN}" xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" xmlns:mc="${COMPATIBILITY}" xmlns:mv="urn:schemas-microsoft-com:mac:vml" xmlns:r="${RELATIONS}"`,
    before:
      '<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>',
    row: (number, { hidden }) => `<row r="${number}"${hidden ? ' hidden="1"' : ''}>`,
    fonts: [
      '<font><sz val="10.0"/><color rgb="FF000000"/><name val="Arial"/><scheme val="minor"/></font>',
      '<font><color theme="1"/><name val="Arial"/></font>',
      '<font><strike/><color theme="1"/><name val="Times New Roman"/></font>',
      '<font><color theme="1"/><name val=".VnTime"/></font>',
    ],
    text: (words) => `<t${/^\s|\s$|\n/.test(words) ? ' xml:space="preserve"' : ''}>${escapeXml(words)}</t>`,
    workbook: (sheets, names) =>
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr/><sheets>${sheets}</sheets>${names}<calcPr/></workbook>`,
    others: [],
  },
  WPS: {
    namespaces: `xmlns="${MAIN}" xmlns:r="${RELATIONS}" xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:mc="${COMPATIBILITY}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"`,
    before:
      '<sheetPr/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultColWidth="9" defaultRowHeight="15"/>',
    row: (number, { hidden, width }) =>
      `<row r="${number}"${hidden ? ' hidden="1"' : ''} spans="1:${width}">`,
    fonts: [
      '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><charset val="134"/><scheme val="minor"/></font>',
      '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><charset val="134"/><scheme val="minor"/></font>',
      '<font><strike/><sz val="12"/><color theme="1"/><name val="Times New Roman"/><charset val="134"/></font>',
      '<font><sz val="12"/><color theme="1"/><name val=".VnTime"/><charset val="134"/></font>',
    ],
    text: (words) => `<t${/\s/.test(words) ? ' xml:space="preserve"' : ''}>${escapeXml(words)}</t>`,
    workbook: (sheets, names) =>
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr/><bookViews><workbookView windowWidth="28800" windowHeight="12375" activeTab="1"/></bookViews><sheets>${sheets}</sheets>${names}<calcPr calcId="144525"/></workbook>`,
    others: [
      properties('WPS Office_12.2.0.18165_F1E327BC-269C-435d-A152-05C5408002CA', '12.0000'),
      {
        name: 'docProps/custom.xml',
        content: `${HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>1033-12.2.0.18165</vt:lpwstr></property></Properties>`,
      },
    ],
  },
} satisfies Record<string, Dialect>;

type Program = keyof typeof DIALECTS;
export const PROGRAMS = Object.keys(DIALECTS) as Program[];

/** A workbook of these sheets, as the program saves it; `font` is the one of cells that name none. */
export function workbookOf(program: Program, sheets: readonly ListSheet[], font?: string): Buffer {
  const dialect: Dialect = DIALECTS[program];
  const shared = new Map<string, number>();
  const parts = sheets.map((sheet, at) => ({
    name: `xl/worksheets/sheet${at + 1}.xml`,
    content: HEAD + sheetXml(sheet, { dialect, shared }),
  }));
  const strings = [...shared.keys()].map((item) => `<si>${item}</si>`).join('');
  const listed = sheets.map(
    ({ name }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  return zipOf([
    { name: '[Content_Types].xml', content: contentTypes(sheets.length) },
    {
      name: '_rels/.rels',
      content: `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    { name: 'xl/workbook.xml', content: HEAD + dialect.workbook(listed.join(''), filterNames(sheets)) },
    { name: 'xl/_rels/workbook.xml.rels', content: relations(sheets.length) },
    { name: 'xl/styles.xml', content: HEAD + stylesXml(dialect, font) },
    {
      name: 'xl/sharedStrings.xml',
      content: `${HEAD}<sst xmlns="${MAIN}" count="${shared.size}" uniqueCount="${shared.size}">${strings}</sst>`,
    },
    ...parts,
    ...dialect.others,
  ]);
}

/** Programs know a filter by a hidden name, too. */
function filterNames(sheets: readonly ListSheet[]): string {
  const names = sheets.flatMap(({ name, filter }, at) => {
    if (filter === undefined) return [];
    const range = filter.replace(/([A-Z])(\d+)/g, '$$$1$$$2');
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${at}" hidden="1">'${name}'!${range}</definedName>`,
    ];
  });
  return names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`;
}

interface Writing {
  dialect: Dialect;
  /** The items of the shared strings, in their order. */
  shared: Map<string, number>;
}

function sheetXml({ rows, merged, hidden, filter }: ListSheet, { dialect, shared }: Writing): string {
  const width = Math.max(...rows.map((row) => row.length));
  const written = rows.map((row, at) => {
    const cells = row.map((cell, column) =>
      cellXml(cell, { at: `${letter(column)}${at + 1}`, dialect, shared }),
    );
    return `${dialect.row(at + 1, { hidden: hidden.includes(at), width })}${cells.join('')}</row>`;
  });
  const range = `A1:${letter(width - 1)}${rows.length}`;
  const filtered =
    filter === undefined
      ? ''
      : `<autoFilter ref="${filter}"><filterColumn colId="0"><filters><filter val="CB"/></filters></filterColumn></autoFilter>`;
  const joined = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  const merges = merged.length === 0 ? '' : `<mergeCells count="${merged.length}">${joined}</mergeCells>`;
  return `<worksheet ${dialect.namespaces}><dimension ref="${range}"/>${dialect.before}<sheetData>${written.join('')}</sheetData>${filtered}${merges}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`;
}

function cellXml(cell: ListCell | null, { at, dialect, shared }: Writing & { at: string }): string {
  if (cell === null) return `<c r="${at}" s="0"/>`;
  const style = cell.style === undefined ? 0 : STYLES.indexOf(cell.style) + 1;
  const formula = cell.formula === undefined ? '' : `<f>${cell.formula}</f>`;
  if (typeof cell.value === 'number') return `<c r="${at}" s="${style}">${formula}<v>${cell.value}</v></c>`;
  const item =
    cell.pieces === undefined
      ? dialect.text(cell.value)
      : cell.pieces
          .map((piece) => `<r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">${piece}</t></r>`)
          .join('');
  const index = shared.get(item) ?? shared.size;
  shared.set(item, index);
  return `<c r="${at}" s="${style}" t="s"><v>${index}</v></c>`;
}

function stylesXml(dialect: Dialect, font: string | undefined): string {
  const [first = '', ...others] = dialect.fonts;
  const fonts = [
    font === undefined ? first : first.replace(/<name val="[^"]*"/, `<name val="${font}"`),
    ...others,
  ];
  const formats = ['', ...STYLES].map((style, at) => {
    const format = style === 'day' ? 14 : 0;
    return `<xf numFmtId="${format}" fontId="${at}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`;
  });
  return `<styleSheet xmlns="${MAIN}"><fonts count="${fonts.length}">${fonts.join('')}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${formats.length}">${formats.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}

function contentTypes(sheets: number): string {
  const parts = Array.from(
    { length: sheets },
    (_, at) => [`worksheets/sheet${at + 1}`, 'worksheet'] as const,
  );
  const named = [
    ['workbook', 'sheet.main'],
    ['styles', 'styles'],
    ['sharedStrings', 'sharedStrings'],
    ...parts,
  ] as const;
  const overrides = named.map(
    ([part, kind]) => `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${kind}+xml"/>`,
  );
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

function relations(sheets: number): string {
  const parts = Array.from(
    { length: sheets },
    (_, at) => ['worksheet', `worksheets/sheet${at + 1}`] as const,
  );
  const named = [...parts, ['styles', 'styles'], ['sharedStrings', 'sharedStrings']] as const;
  const each = named.map(
    ([kind, part], at) =>
      `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/${kind}" Target="${part}.xml"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function letter(column: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + column);
}

function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
