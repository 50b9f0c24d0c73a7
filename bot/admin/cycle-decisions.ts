import { type Command, Option } from 'commander';
import type { AskingOutcome } from '../../handlers/commands/parts/find-exceptions.ts';
import { LONGEST_REASON } from '../../handlers/commands/parts/record-cycle-change.ts';
import { type CycleDecision, listDecisions } from '../../handlers/queries/list-decisions.ts';
import { formatDate, formatMoment } from '../../handlers/words/dates.ts';
import type { ChangeScope, ExtendableDay } from '../../models/review/cycle-change.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Terminal } from '../operator/terminal.ts';
import { actorText } from './actor-text.ts';
import { formatColumns } from './columns.ts';
import { runAsOperator } from './run-as-operator.ts';
import { toDay } from './to-day.ts';
import { toWords } from './to-words.ts';
import { withDatabase } from './with-database.ts';

const CYCLE = ['<cycle>', 'mã kỳ, như trong cycle list · id of the cycle, as in cycle list'] as const;
const WHY = ['--why <reason>', 'lý do · the reason', toWords(LONGEST_REASON)] as const;

interface About {
  unit?: string;
  person?: string;
  why: string;
}

/** `cycle reopen`, `extend`, `exclude`, `include`: what is decided about a cycle later, and `decisions`: all that was. */
export function addCycleDecisions(cycle: Command, terminal: Terminal): void {
  addReopen(cycle, terminal);
  addExtend(cycle, terminal);
  addExclude(cycle, terminal);
  addInclude(cycle, terminal);
  addDecisions(cycle, terminal);
}

function addReopen(cycle: Command, terminal: Terminal): void {
  cycle
    .command('reopen')
    .description(
      'Mở lại kỳ đã đóng; bản nháp còn nguyên · Open a closed cycle again; drafts go on as they are',
    )
    .argument(...CYCLE)
    .requiredOption(...WHY)
    .action((id: string, { why }: { why: string }) =>
      withDatabase(terminal, async (parts) => {
        const { openBefore } = await runAsOperator(parts, {
          name: 'reopen-cycle',
          payload: { cycle: id, why },
        });
        terminal.say(openBefore ? 'cycle.open-before' : 'cycle.reopened', { cycle: id });
      }),
    );
}

function addExtend(cycle: Command, terminal: Terminal): void {
  about(cycle.command('extend'))
    .description(
      'Gia hạn cho mọi người, một đơn vị hoặc một người · More time for everybody, a unit or one person',
    )
    .requiredOption('--until <day>', 'ngày mới, ví dụ 30/11/2026 · the new day', toDay)
    .option('--papers', 'hạn gửi hồ sơ, không phải hạn nộp bản tự kiểm điểm · the day of the papers instead')
    .action((id: string, { until: day, papers, ...of }: About & { until: string; papers?: true }) =>
      withDatabase(terminal, async (parts) => {
        const date: ExtendableDay = papers === true ? 'papersBefore' : 'draftsDue';
        const scope: ChangeScope = scopeOf(of) ?? { kind: 'all', code: null };
        const payload = { cycle: id, of: scope, date, day, why: of.why, collectives: [] };
        const { holds, papers: passed } = await runAsOperator(parts, { name: 'extend-cycle', payload });
        const told = { cycle: id, day: formatDate(holds, 'vi') };
        if (scope.code === null) terminal.say(`cycle.extended-${date}-all`, told);
        else terminal.say(`cycle.extended-${date}-one`, { ...told, code: scope.code });
        if (passed !== null) {
          terminal.say('cycle.extended-past-papers', { cycle: id, day: formatDate(passed, 'vi') });
        }
      }),
    );
}

function addExclude(cycle: Command, terminal: Terminal): void {
  about(cycle.command('exclude'))
    .description('Miễn cho một người hoặc một đơn vị · Excuse one person or a unit')
    .action((id: string, of: About) =>
      withDatabase(terminal, async (parts) => {
        const payload = { cycle: id, of: demandScope(of), why: of.why, collectives: [] };
        const outcome = await runAsOperator(parts, { name: 'exclude-from-cycle', payload });
        terminal.say('cycle.excluded', { cycle: id, code: payload.of.code });
        sayOutcome(terminal, { cycle: id, outcome, kind: 'excluded' });
      }),
    );
}

function addInclude(cycle: Command, terminal: Terminal): void {
  about(cycle.command('include'))
    .description(
      'Đưa thêm một người hoặc một đơn vị vào kỳ, kể cả người đã miễn · Add one person or a unit, also one excused',
    )
    .action((id: string, of: About) =>
      withDatabase(terminal, async (parts) => {
        const payload = { cycle: id, of: demandScope(of), why: of.why, collectives: [] };
        const outcome = await runAsOperator(parts, { name: 'include-in-cycle', payload });
        terminal.say('cycle.included', { cycle: id, code: payload.of.code });
        sayOutcome(terminal, { cycle: id, outcome, kind: 'included' });
      }),
    );
}

/** To how many a decision is told, and whom it leaves as they are, with how to decide about them, too. */
function sayOutcome(
  terminal: Terminal,
  { cycle, outcome, kind }: { cycle: string; outcome: AskingOutcome; kind: 'excluded' | 'included' },
): void {
  const { told: count, except } = outcome;
  terminal.say(count === 0 ? 'cycle.told-nobody' : 'cycle.told', { count });
  const [first] = except;
  if (first === undefined) return;
  const codes = except.map(({ code }) => code).join(', ');
  terminal.say(`cycle.${kind}-except`, { cycle, codes, option: `--${first.kind} ${first.code}` });
}

function addDecisions(cycle: Command, terminal: Terminal): void {
  cycle
    .command('decisions')
    .description(
      'Những gì đã quyết định về một kỳ sau khi mở · What was decided about a cycle since it was opened',
    )
    .argument(...CYCLE)
    .option('--json', 'JSON')
    .action((id: string, options: { json?: true }) =>
      withDatabase(terminal, async (parts) => {
        const decisions = await listDecisions(parts, { cycle: id });
        if (options.json === true) terminal.print(JSON.stringify(decisions, null, 2));
        else if (decisions.length === 0) terminal.say('cycle.no-decisions', { cycle: id });
        else terminal.print(toTable(decisions, terminal));
      }),
    );
}

function about(command: Command): Command {
  return command
    .argument(...CYCLE)
    .addOption(
      new Option('--unit <code>', 'đơn vị này và cấp dưới · this unit and below').conflicts('person'),
    )
    .option('--person <code>', 'mã người · code of the person')
    .requiredOption(...WHY);
}

function scopeOf({ unit, person }: About): { kind: 'unit' | 'person'; code: string } | undefined {
  if (person !== undefined) return { kind: 'person', code: person };
  return unit === undefined ? undefined : { kind: 'unit', code: unit };
}

/** Throws `exception-incomplete` where neither a person nor a unit is named. */
function demandScope(of: About): { kind: 'unit' | 'person'; code: string } {
  const scope = scopeOf(of);
  if (scope !== undefined) return scope;
  throw new AppError('exception-incomplete', { message: 'Neither a person nor a unit is named' });
}

function toTable(decisions: readonly CycleDecision[], terminal: Terminal): string {
  const columns = ['at', 'by', 'what', 'of', 'until', 'why'] as const;
  const rows = decisions.map(({ at, by, kind, of, date, day, why }) => [
    formatMoment(at.toISOString(), { language: 'vi', now: new Date() }),
    actorText(by),
    terminal.text(date === null ? `cycle.decision-${kind}` : `cycle.decision-extended-${date}`),
    of.code ?? terminal.text('cycle.everybody'),
    day === null ? '' : formatDate(day, 'vi'),
    why,
  ]);
  return formatColumns([columns.map((column) => terminal.text(`cycle.decision-column-${column}`)), ...rows]);
}
