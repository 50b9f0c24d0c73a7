import { join } from 'node:path';
import type { Command } from 'commander';
import {
  convertTexts,
  describeConversion,
  encodingIssue,
  findEncodedTexts,
} from '../../handlers/import/encodings/find-texts.ts';
import { outcomesOf, type RowChange, rowChangesOf } from '../../handlers/import/outcomes.ts';
import { type ImportPlan, planImport } from '../../handlers/import/plan-import.ts';
import type { ImportIssue, ImportSource, ReadSource } from '../../handlers/import/table.ts';
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
  program
    .command('import')
    .description('Nhập tổ chức từ sổ Excel hoặc thư mục CSV · Import an organisation')
    .argument('<source>', 'FILE.xlsx, hoặc thư mục các tệp CSV · or a folder of CSV files')
    .option('--dry-run', 'chỉ xem sẽ thay đổi gì · show what would change, write nothing')
    .option(
      '--convert',
      'đổi chữ TCVN3, VNI sang Unicode theo phông của ô · convert words whose font is of TCVN3 or VNI',
    )
    .action(async (source: string, options: { dryRun?: true; convert?: true }) => {
      const bar = createProgressBar();
      try {
        const { dryRun = false, convert = false } = options;
        await runImport(source, { ...tools, bar, dryRun, convert });
      } finally {
        bar.end();
      }
    });
}

interface Run extends Tools {
  bar: ProgressBar;
  dryRun: boolean;
  convert: boolean;
}

async function runImport(path: string, tools: Run): Promise<void> {
  const { terminal, bar } = tools;
  terminal.say('import.reading', { source: path });
  const read = await readSource(path, bar.report);
  bar.end();
  sayNotes(read.notes, tools);
  const source = await inUnicode(read, tools);
  await withDatabase(terminal, async (parts) => {
    terminal.say('import.checking', { count: source.tables.reduce((sum, { rows }) => sum + rows.length, 0) });
    const planned = await planImport({ ...parts, now: new Date() }, source);
    if ('issues' in planned) {
      throw new AppError('import-invalid', {
        message: 'Some rows cannot be imported',
        details: { count: countMistakes(planned.issues) },
        lines: describeImportIssues(planned.issues, tools.locales),
      });
    }
    await demandNoSample(parts.database, planned.plan);
    sayNotes(planned.plan.notes, tools);
    terminal.print(describeOutcomes(planned.plan, terminal));
    if (tools.dryRun) {
      for (const line of describeChanges(planned.plan, terminal)) terminal.print(line);
      terminal.say('import.dry-run');
      return;
    }
    terminal.say('import.writing');
    const { report } = bar;
    await runAsOperator({ ...parts, report }, { name: 'import-organisation', payload: source });
    bar.end();
    terminal.say('import.done');
  });
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
