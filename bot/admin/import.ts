import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  convertTexts,
  describeConversion,
  encodingIssue,
  findEncodedTexts,
} from '../../handlers/import/encodings/find-texts.ts';
import { outcomesOf, type RowChange, rowChangesOf } from '../../handlers/import/outcomes.ts';
import { type ImportPlan, planImport } from '../../handlers/import/plan-import.ts';
import {
  type FullList,
  type ImportIssue,
  type ImportSource,
  isDoubt,
  isSameDoubt,
  type ReadSource,
} from '../../handlers/import/table.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Locales } from '../i18n.ts';
import { canAsk, confirm } from '../operator/confirm.ts';
import { countMistakes, describeImportIssues } from '../operator/import-issues.ts';
import type { Terminal } from '../operator/terminal.ts';
import { SAMPLE_ROOT } from '../sample/load-sample.ts';
import { loadConfig } from '../settings/config.ts';
import { formatColumns } from './columns.ts';
import {
  addFullListOptions,
  collectCodes,
  type FullListOptions,
  readFullList,
  tellDepartures,
} from './full-list.ts';
import { answersTo, type GivenAnswers, readAnswers } from './identity-answers.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';
import { readSource } from './read-source.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';

const MOST_CHANGES = 500;

interface Tools {
  terminal: Terminal;
  locales: Locales;
}

/** `import`: takes an organisation over from a workbook or a folder of CSV files. */
export function addImportCommand(program: Command, tools: Tools): void {
  const command = program
    .command('import')
    .description('Nhập tổ chức từ sổ Excel hoặc thư mục CSV · Import an organisation')
    .argument('<source>', 'FILE.xlsx, hoặc thư mục các tệp CSV · or a folder of CSV files')
    .option('--dry-run', 'chỉ xem sẽ thay đổi gì · show what would change, write nothing')
    .option(
      '--same <codes>',
      'dòng mã DV9 là P01 đã có: DV9=P01; mọi chỗ được hỏi: all · row DV9 is P01 that is stored; all that is asked: all',
      collectCodes,
      [],
    )
    .option(
      '--different <codes>',
      'dòng này là người, đơn vị mới: DV9; hoặc all · this row is new',
      collectCodes,
      [],
    )
    .option(
      '--convert',
      'đổi chữ TCVN3, VNI sang Unicode theo phông của ô · convert words whose font is of TCVN3 or VNI',
    );
  addFullListOptions(command).action(async (source: string, options: Options) => {
    const bar = createProgressBar();
    try {
      const given = { answers: readAnswers(options), fullList: readFullList(options) };
      const { dryRun = false, convert = false } = options;
      await runImport(source, { ...tools, ...given, bar, dryRun, convert });
    } finally {
      bar.end();
    }
  });
}

interface Options extends FullListOptions {
  dryRun?: true;
  convert?: true;
  same: readonly string[];
  different: readonly string[];
}

interface Run extends Tools {
  answers: GivenAnswers;
  fullList: FullList | undefined;
  bar: ProgressBar;
  dryRun: boolean;
  convert: boolean;
}

async function runImport(path: string, tools: Run): Promise<void> {
  const { terminal, bar, answers, fullList } = tools;
  terminal.say('import.reading', { source: path });
  const asWritten = await readSource(path, bar.report);
  bar.end();
  sayNotes(asWritten.notes, tools);
  const read = { ...(await inUnicode(asWritten, tools)), fullList };
  await withDatabase(terminal, async (parts) => {
    terminal.say('import.checking', { count: read.tables.reduce((sum, { rows }) => sum + rows.length, 0) });
    const planned = await planAnswered({ ...parts, now: new Date() }, { read, answers });
    if ('issues' in planned) throw refusalOf(planned.issues, tools);
    const { plan, source } = planned;
    await demandNoSample(parts.database, plan);
    sayNotes(plan.notes, tools);
    terminal.print(describeOutcomes(plan, terminal));
    tellDepartures(plan.departures, terminal);
    if (tools.dryRun) {
      for (const line of describeChanges(plan, terminal)) terminal.print(line);
      terminal.say('import.dry-run');
      return;
    }
    terminal.say('import.writing');
    const { report } = bar;
    await runAsOperator(
      { ...parts, report },
      { name: 'import-organisation', payload: { ...source, file: nameOf(path) } },
    );
    bar.end();
    terminal.say('import.done');
  });
}

/** What tells this import from another one. */
function nameOf(path: string): string {
  return basename(resolve(path)).normalize('NFC');
}

/** The plan, and the source with the answers that led to it. */
async function planAnswered(
  dependencies: Parameters<typeof planImport>[0],
  { read, answers: given }: { read: ImportSource; answers: GivenAnswers },
): Promise<{ issues: ImportIssue[] } | { plan: ImportPlan; source: ImportSource }> {
  const { same, different } = given;
  const source = { ...read, answers: { same, different } };
  const planned = await planImport(dependencies, source);
  if (!('issues' in planned)) return { ...planned, source };
  if (given.all === undefined) return planned;
  const answered = { ...read, answers: answersTo(planned.issues, given) };
  return { ...(await planImport(dependencies, answered)), source: answered };
}

function refusalOf(issues: readonly ImportIssue[], { locales, answers }: Run): AppError {
  const told = { details: { count: countMistakes(issues) }, lines: describeImportIssues(issues, locales) };
  if (!issues.every(isDoubt)) {
    return new AppError('import-invalid', { message: 'Some rows cannot be imported', ...told });
  }
  const message = 'Somebody must say who is meant';
  return answers.all === undefined && issues.some(isSameDoubt)
    ? new AppError('import-doubtful-same', { message, ...told })
    : new AppError('import-doubtful', { message, ...told });
}

/** What an office should know before anything is written. */
function sayNotes(notes: readonly ImportIssue[], { terminal, locales }: Tools): void {
  for (const line of describeImportIssues(notes, locales)) terminal.print(line);
}

/** Words that are not in Unicode are mistakes; where the font says what they are, the office may have them converted. */
async function inUnicode(read: ReadSource, tools: Run): Promise<ImportSource> {
  const { terminal } = tools;
  const texts = findEncodedTexts(read);
  const [certain, others] = [texts.filter(({ hasFont }) => hasFont), texts.filter((text) => !text.hasFont)];
  let isConverted = false;
  if (certain.length > 0 && (tools.convert || canAsk())) {
    sayNotes(describeConversion(certain), tools);
    isConverted =
      tools.convert || (await confirm(terminal.text('import.convert', { count: certain.length })));
  }
  const refused = isConverted ? others : texts;
  return {
    tables: isConverted ? convertTexts(read.tables, certain) : read.tables,
    issues: [...read.issues, ...refused.map(encodingIssue)],
  };
}

/** After the sample was tried, the next steps would print invitations for its people, too. */
async function demandNoSample(database: Database, { tables }: ImportPlan): Promise<void> {
  const units = tables.find(({ table }) => table === 'units')?.created ?? [];
  if (units.every(({ parent }) => parent !== null)) return;
  if ((await findUnits(database, { codes: [SAMPLE_ROOT] })).length === 0) return;
  throw new AppError('sample-present', {
    message: 'The sample organisation is in the database',
    details: { folder: join(loadConfig(process.env).SERVICES_DIR, 'data') },
  });
}

function describeOutcomes(plan: ImportPlan, terminal: Terminal): string {
  const counts = ['created', 'changed', 'unchanged'] as const;
  const head = [
    terminal.text('import.table'),
    ...counts.map((count) => terminal.text(`import.outcome-${count}`)),
  ];
  const rows = outcomesOf(plan)
    .filter((outcome) => counts.some((count) => outcome[count] > 0))
    .map((outcome) => [outcome.file, ...counts.map((count) => String(outcome[count]))]);
  return formatColumns([head, ...rows]);
}

function describeChanges(plan: ImportPlan, terminal: Terminal): string[] {
  const changes = rowChangesOf(plan);
  const lines = changes.slice(0, MOST_CHANGES).map((change) => describeChange(change, terminal));
  const rest = changes.length - lines.length;
  if (rest > 0) lines.push(terminal.text('import.more-changes', { count: rest }));
  return lines;
}

function describeChange({ file, code, fields }: RowChange, terminal: Terminal): string {
  const parts = fields.map((field) =>
    'before' in field
      ? `${field.column}: “${field.before}” → “${field.after}”`
      : `${field.column}: ${terminal.text('import.changed-words')}`,
  );
  return `${file} ${code} · ${parts.join('; ')}`;
}
