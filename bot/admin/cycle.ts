import { type Command, InvalidArgumentError } from 'commander';
import type { Pack } from '../../flows/packs/schema.ts';
import { dayIn, dayOf, yearOf } from '../../flows/rules/calendar.ts';
import { type CycleState, listCycles } from '../../handlers/queries/list-cycles.ts';
import { formatDate, formatMoment } from '../../handlers/words/dates.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Locales } from '../i18n.ts';
import { readPack } from '../operator/read-pack.ts';
import type { Terminal } from '../operator/terminal.ts';
import { formatColumns } from './columns.ts';
import { addCycleDecisions } from './cycle-decisions.ts';
import { describePack } from './describe-pack.ts';
import { dueNote, isOver } from './due-note.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';

const PACK_ARGUMENT = 'thư mục, hoặc tệp YAML · a folder, or a YAML file';

interface Tools {
  terminal: Terminal;
  locales: Locales;
}

/** `cycle`: checks, opens, lists and closes the reviews of a year. */
export function addCycleCommands(program: Command, tools: Tools): void {
  const cycle = program.command('cycle').description('Kỳ kiểm điểm · Review cycles').helpCommand(false);
  addCheck(cycle, tools);
  addOpen(cycle, tools);
  addList(cycle, tools.terminal);
  addClose(cycle, tools.terminal);
  addCycleDecisions(cycle, tools.terminal);
}

function addCheck(cycle: Command, { terminal, locales }: Tools): void {
  cycle
    .command('check')
    .description('Kiểm tra bộ quy định · Check a pack')
    .argument('<pack>', PACK_ARGUMENT)
    .action(async (path: string) => {
      const pack = await readPack(path, locales);
      terminal.say('pack.fine', { file: path, title: pack.title.vi });
      terminal.print(describePack(terminal, pack));
    });
}

function addOpen(cycle: Command, { terminal, locales }: Tools): void {
  cycle
    .command('open')
    .description(
      'Mở kỳ kiểm điểm, hoặc thay bộ quy định của kỳ đang mở · Open a cycle, or change the pack of an open one',
    )
    .argument('<pack>', PACK_ARGUMENT)
    .requiredOption('--unit <code>', 'mã đơn vị cao nhất được kiểm điểm · code of the topmost unit')
    .option('--year <year>', 'năm; mặc định: năm nay · year; default: this year', toYear)
    .option('--yes', 'mở dù đã có hạn qua rồi · even if one of its days is over')
    .action(async (path: string, { unit, year = yearOf(new Date()), yes }: OpenOptions) => {
      const pack = await readPack(path, locales);
      if (yes !== true) demandDaysAhead(pack, { year, unit });
      await withDatabase(terminal, async (parts) => {
        const payload = { unit, year, pack };
        const { cycle: opened, outcome } = await runAsOperator(parts, { name: 'open-cycle', payload });
        const states = await listCycles(parts.database, { day: dayOf(new Date()) });
        const { asked = 0 } = states.find((state) => state.cycle._id === opened._id) ?? {};
        terminal.say(`cycle.${outcome}`, { cycle: opened._id, title: pack.title.vi });
        if (asked > 0) terminal.say('cycle.asked', { count: asked });
        else terminal.say('cycle.asked-nobody', { unit });
        const due = dayIn(opened.year, pack.dates.draftsDue);
        const day = formatDate(due, 'vi');
        const note = dueNote(due, new Date());
        if (note !== undefined) terminal.say(`cycle.${note}`, { day, cycle: opened._id });
      });
    });
}

interface OpenOptions {
  unit: string;
  year?: number;
  yes?: true;
}

/** The days of a cycle by which something is done. */
const DAYS = ['draftsDue', 'meetingsTo', 'papersBefore'] as const;

/** A year that was mistyped, or a pack of another one, is asked about. Throws `cycle-days-over`. */
function demandDaysAhead(pack: Pack, { year, unit }: { year: number; unit: string }): void {
  const over = DAYS.map((date) => dayIn(year, pack.dates[date])).filter((day) => isOver(day, new Date()));
  if (over.length === 0) return;
  const days = over.map((day) => formatDate(day, 'vi')).join(', ');
  throw new AppError('cycle-days-over', {
    message: 'Days of the pack are over',
    details: { year, unit, days },
  });
}

function addList(cycle: Command, terminal: Terminal): void {
  cycle
    .command('list')
    .description('Các kỳ kiểm điểm · All cycles')
    .option('--json', 'JSON')
    .action((options: { json?: true }) =>
      withDatabase(terminal, async ({ database }) => {
        const states = await listCycles(database, { day: dayOf(new Date()) });
        const text =
          options.json === true ? JSON.stringify(states.map(summaryOf), null, 2) : toTable(states, terminal);
        terminal.print(text);
      }),
    );
}

function addClose(cycle: Command, terminal: Terminal): void {
  cycle
    .command('close')
    .description('Đóng kỳ kiểm điểm: không ai trả lời được nữa · Close a cycle: nobody can answer any more')
    .argument('<cycle>', 'mã kỳ, như trong cycle list · id of the cycle, as in cycle list')
    .option('--yes', 'đóng dù còn người chưa nộp · even if somebody has not handed in')
    .action((id: string, options: { yes?: true }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { cycle: id, evenIfUnfinished: options.yes === true };
        const { closedBefore, submitted } = await runAsOperator(parts, { name: 'close-cycle', payload });
        if (closedBefore) terminal.say('cycle.closed-before', { cycle: id });
        else terminal.say('cycle.closed', { cycle: id, count: submitted });
      }),
    );
}

function summaryOf({ cycle, unitName, asked, submitted }: CycleState) {
  const { _id, unit, year, status, openedAt, closedAt, versions } = cycle;
  return {
    cycle: _id,
    unit,
    unitName,
    year,
    status,
    openedAt,
    closedAt,
    versions: versions.length,
    asked,
    submitted,
  };
}

function toTable(states: readonly CycleState[], terminal: Terminal): string {
  const columns = [
    'id',
    'unit',
    'status',
    'opened-at',
    'closed-at',
    'versions',
    'people',
    'submitted',
  ] as const;
  const moment = (at: Date | null) =>
    at === null ? '' : formatMoment(at.toISOString(), { language: 'vi', now: new Date() });
  const rows = states.map(({ cycle, unitName, asked, submitted }) => [
    cycle._id,
    unitName,
    terminal.text(`cycle.status-${cycle.status}`),
    moment(cycle.openedAt),
    moment(cycle.closedAt),
    String(cycle.versions.length),
    String(asked),
    String(submitted),
  ]);
  return formatColumns([columns.map((column) => terminal.text(`cycle.column-${column}`)), ...rows]);
}

function toYear(text: string): number {
  if (!/^20\d\d$/.test(text)) throw new InvalidArgumentError('2000 … 2099');
  return Number(text);
}
