import type { Command } from 'commander';
import type { BuiltOn } from '../../handlers/import/built-on.ts';
import { builtOnError, countUndone, planUndo, type UndoneTable } from '../../handlers/import/undo-import.ts';
import { formatMoment } from '../../handlers/words/dates.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Terminal } from '../operator/terminal.ts';
import { formatColumns } from './columns.ts';
import { createProgressBar } from './progress-bar.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';

const MOST_BUILT = 100;

/** `undo-import`: says what taking the last import back would do, and does it where that is confirmed. */
export function addUndoImportCommand(program: Command, terminal: Terminal): void {
  program
    .command('undo-import')
    .description('Thu hồi toàn bộ lần nhập gần nhất · Take the last import back as a whole')
    .option('--yes', 'thu hồi thật; không có thì chỉ xem · really do it; without it nothing changes')
    .action(async (options: { yes?: true }) => {
      const bar = createProgressBar();
      try {
        await undo(terminal, { report: bar.report, isSure: options.yes === true, end: bar.end });
      } finally {
        bar.end();
      }
    });
}

async function undo(
  terminal: Terminal,
  { report, isSure, end }: { report(done: number, total: number): void; isSure: boolean; end(): void },
): Promise<void> {
  await withDatabase(terminal, async (parts) => {
    const now = new Date();
    const plan = await planUndo(parts);
    if (plan === null) throw new AppError('nothing-to-undo', { message: 'No import is kept' });
    const time = formatMoment(plan.at.toISOString(), { language: 'vi', now });
    terminal.say('undo.plan', { time });
    terminal.print(toTable(countUndone(plan.whole), terminal));
    if (plan.builtOn.length > 0) {
      throw builtOnError(plan.builtOn.length, describeBuilt(plan.builtOn, terminal));
    }
    if (!isSure) return terminal.say('undo.dry-run');
    const payload = { import: plan.import };
    await runAsOperator({ ...parts, report }, { name: 'undo-import', payload });
    end();
    terminal.say('undo.done');
  });
}

function toTable(tables: readonly UndoneTable[], terminal: Terminal): string {
  const head = [terminal.text('import.table'), terminal.text('undo.removed'), terminal.text('undo.restored')];
  const rows = tables.map(({ file, removed, restored }) => [file, String(removed), String(restored)]);
  return formatColumns([head, ...rows]);
}

function describeBuilt(builtOn: readonly BuiltOn[], terminal: Terminal): string[] {
  const lines = builtOn
    .slice(0, MOST_BUILT)
    .map(({ what, file, code }) => `${file} ${code}: ${terminal.text(`undo.built-${what}`)}`);
  const rest = builtOn.length - lines.length;
  return rest > 0 ? [...lines, terminal.text('undo.more', { count: rest })] : lines;
}
