import { type Command, InvalidArgumentError } from 'commander';
import { foldWord } from '../../flows/answers/normalize.ts';
import { LEAVE_REASON_TERMS } from '../../handlers/import/terms.ts';
import {
  listReviewStates,
  REVIEW_STATES,
  type ReviewedPerson,
} from '../../handlers/queries/list-review-states.ts';
import { formatDate, formatMoment } from '../../handlers/words/dates.ts';
import type { Terminal } from '../operator/terminal.ts';
import { actorText } from './actor-text.ts';
import { cutTo, formatColumns } from './columns.ts';
import { withDatabase } from './with-database.ts';

/** As wide as a table may be that is read on a screen or printed. */
const WIDTH = 100;
const LONGEST_NAME = 24;

/** What `--state` takes; those who are late may be in any state. */
const STATES = [...REVIEW_STATES, 'late'] as const;
type State = (typeof STATES)[number];

interface Options {
  unit?: string;
  state?: State;
  json?: true;
}

/** `people`: everybody, or some, with the state of their review. */
export function addPeopleCommand(program: Command, terminal: Terminal): void {
  const toState = (written: string): State => {
    const word = foldWord(written);
    const state = STATES.find((one) => one === word || foldWord(terminal.text(`people.${one}`)) === word);
    if (state !== undefined) return state;
    throw new InvalidArgumentError(
      STATES.map((one) => `${one} (${terminal.text(`people.${one}`)})`).join(', '),
    );
  };
  program
    .command('people')
    .description('Danh sách người và tình trạng kiểm điểm · People and the state of their reviews')
    .option('--unit <code>', 'chỉ đơn vị này và cấp dưới · only this unit and below')
    .option('--state <state>', `chỉ những người như vậy · only these: ${STATES.join(', ')}`, toState)
    .option('--json', 'JSON')
    .action(({ unit, state, json }: Options) =>
      withDatabase(terminal, async (parts) => {
        const all = await listReviewStates(parts, { unit, now: new Date() });
        const rows = all.filter((row) => (state === undefined ? row.state !== 'left' : isIn(row, state)));
        terminal.print(json === true ? JSON.stringify(rows, null, 2) : toTable(rows, terminal));
        if (json === true) return;
        if (rows.length === 0) terminal.note('people.nobody');
        else if (all.every((row) => ['not-reviewed', 'exempt', 'moved', 'left'].includes(row.state)))
          terminal.note('people.no-cycle');
        for (const cycle of closedIn(rows)) terminal.note('people.closed', { cycle });
        sayWhyExcused(rows, terminal);
      }),
    );
}

/** Each decision by which some of these people are excused, with its reason; one about a unit once for all its people. */
function sayWhyExcused(rows: readonly ReviewedPerson[], terminal: Terminal): void {
  const excused = rows.filter((row) => row.state === 'excused');
  for (const [first, ...others] of Map.groupBy(excused, ({ id }) => id).values()) {
    if (first === undefined) continue;
    const { cycle, of, why, by, at } = first;
    terminal.say(`people.excused-${of.kind}`, {
      ...{ code: of.code ?? '', cycle, why, by: actorText(by), count: others.length + 1 },
      at: formatMoment(at.toISOString(), { language: 'vi', now: new Date() }),
    });
  }
}

/** The closed cycles of which rows tell how they ended. */
function closedIn(rows: readonly ReviewedPerson[]): Set<string> {
  return new Set(rows.flatMap((row) => ('cycle' in row && row.cycleStatus === 'closed' ? row.cycle : [])));
}

function isIn(row: ReviewedPerson, state: State): boolean {
  return state === 'late' ? isLate(row) : row.state === state;
}

function isLate(row: ReviewedPerson): boolean {
  return 'late' in row && row.late;
}

function toTable(rows: readonly ReviewedPerson[], terminal: Terminal): string {
  const columns = ['state', 'answered', 'deadline', 'at', 'code', 'name', 'unit'] as const;
  const head = columns.map((column) => terminal.text(`people.column-${column}`));
  return formatColumns([head, ...rows.map((row) => toCells(row, terminal))], WIDTH);
}

function toCells(row: ReviewedPerson, terminal: Terminal): string[] {
  const { code, name, unit } = row;
  const answered = 'answered' in row ? `${row.answered}/${row.total}` : '';
  const late = isLate(row) ? terminal.text('people.late') : '';
  return [stateText(row, terminal), answered, late, momentText(row), code, cutTo(name, LONGEST_NAME), unit];
}

function stateText(row: ReviewedPerson, terminal: Terminal): string {
  if (row.state === 'left' && row.why !== null) return LEAVE_REASON_TERMS[row.why][0].toLowerCase();
  if (row.state !== 'submitted') return terminal.text(`people.${row.state}`);
  const { number, changedSince, entry } = row;
  if (entry !== undefined) return terminal.text(`people.submitted-${entry.how}`, { number });
  return terminal.text(changedSince ? 'people.submitted-changed' : 'people.submitted-number', { number });
}

/** The day on which it was handed in, withdrawn, last written at or excused, or the time where that is today; a last day. */
function momentText(row: ReviewedPerson): string {
  if ('lastDay' in row) return formatDate(row.lastDay, 'vi');
  const at = momentOf(row);
  const moment = at && formatMoment(at.toISOString(), { language: 'vi', now: new Date() });
  return moment?.split(' ').at(-1) ?? '';
}

function momentOf(row: ReviewedPerson): Date | undefined {
  switch (row.state) {
    case 'draft':
      return row.copiedAt;
    case 'submitted':
      return row.recordedAt;
    case 'withdrawn':
      return row.withdrawnAt;
    case 'excused':
      return row.at;
    default:
      return undefined;
  }
}
