import type { Command } from 'commander';
import type { BuiltOn } from '../../handlers/import/built-on.ts';
import { countUndone, planUndo, type UndoneTable, type UndoPlan } from '../../handlers/import/undo-import.ts';
import { formatMoment } from '../../handlers/words/dates.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Terminal } from '../operator/terminal.ts';
import { formatColumns } from './columns.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';

const MOST_BUILT = 100;

/** `undo-import`: says what taking the last import back would do, and does it where that is confirmed. */
export function addUndoImportCommand(program: Command, terminal: Terminal): void {
  program
    .command('undo-import')
    .description('Thu hồi toàn bộ lần nhập gần nhất · Take the last import back as a whole')
    .option('--yes', 'thu hồi thật; không có thì chỉ xem · really do it; without it nothing changes')
    .option(
      '--earlier',
      'lần nhập gần nhất không thay đổi gì: thu hồi lần trước đó · the last one changed nothing: take back the one before',
    )
    .action(async ({ yes = false, earlier = false }: { yes?: boolean; earlier?: boolean }) => {
      const bar = createProgressBar();
      try {
        await undo(terminal, { bar, isSure: yes, isEarlier: earlier });
      } finally {
        bar.end();
      }
    });
}

async function undo(
  terminal: Terminal,
  { bar, isSure, isEarlier }: { bar: ProgressBar; isSure: boolean; isEarlier: boolean },
): Promise<void> {
  await withDatabase(terminal, async (parts) => {
    const plan = await planUndo(parts);
    if (plan === null) throw new AppError('nothing-to-undo', { message: 'No import is kept' });
    tellPlan(plan, terminal);
    if (plan.builtOn.length > 0) {
      throw new AppError('import-built-on', {
        message: 'Something was built on the import',
        details: { count: plan.builtOn.length },
        lines: describeBuilt(plan.builtOn, terminal),
      });
    }
    const idle = plan.idle && whichOf(plan.idle, terminal);
    if (!isSure) return terminal.say(idle === undefined ? 'undo.dry-run' : 'undo.dry-run-earlier');
    if (idle !== undefined && !isEarlier) {
      throw new AppError('import-unchanged', { message: 'The last import changed nothing', details: idle });
    }
    const payload = { import: plan.import };
    await runAsOperator({ ...parts, report: bar.report }, { name: 'undo-import', payload });
    bar.end();
    terminal.say('undo.done');
  });
}

/** Which import it is, and what taking it back does. */
function tellPlan(plan: UndoPlan, terminal: Terminal): void {
  if (plan.idle !== undefined) terminal.say('undo.idle', whichOf(plan.idle, terminal));
  terminal.say('undo.plan', whichOf(plan, terminal));
  terminal.print(toTable(countUndone(plan.whole), terminal));
  if (plan.invitations > 0) terminal.say('undo.invitations', { count: plan.invitations });
}

/** The file of an import, and when it was. */
function whichOf({ at, file }: Pick<UndoPlan, 'at' | 'file'>, terminal: Terminal) {
  const time = formatMoment(at.toISOString(), { language: 'vi', now: new Date() });
  return { time, file: file === undefined ? terminal.text('undo.interrupted') : file || '…' };
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
