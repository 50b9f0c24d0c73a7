import { stdout } from 'node:process';
import type { Command } from 'commander';
import { listPeopleWithState } from '../../handlers/list-people.ts';
import { formatMoment } from '../../handlers/present/dates.ts';
import type { Terminal } from '../terminal.ts';
import { formatColumns } from './columns.ts';
import { withDatabase } from './with-database.ts';

type Row = Awaited<ReturnType<typeof listPeopleWithState>>[number];

/** `people`: everybody with unit, posts and the state of the review. */
export function addPeopleCommand(program: Command, terminal: Terminal): void {
  program
    .command('people')
    .description('Danh sách người và tình trạng kiểm điểm · People and the state of their reviews')
    .option('--json', 'JSON')
    .action((options: { json?: true }) =>
      withDatabase(terminal, async ({ database }) => {
        const rows = await listPeopleWithState(database);
        const text = options.json === true ? JSON.stringify(rows, null, 2) : toTable(rows, terminal);
        stdout.write(`${text}\n`);
      }),
    );
}

function toTable(rows: readonly Row[], terminal: Terminal): string {
  const head = ['code', 'name', 'unit', 'posts', 'state'].map((column) => terminal.text(`people.${column}`));
  return formatColumns([
    head,
    ...rows.map((row) => [row.code, row.name, row.unit, row.posts.join('; '), stateText(row, terminal)]),
  ]);
}

function stateText(row: Row, terminal: Terminal): string {
  const moment = (at: Date) => formatMoment(at.toISOString(), { language: 'vi', now: new Date() });
  switch (row.state) {
    case 'draft':
      return terminal.text('people.draft', { count: row.answers, time: moment(row.copiedAt) });
    case 'submitted':
      return terminal.text('people.submitted', { number: row.number, time: moment(row.recordedAt) });
    default:
      return terminal.text(`people.${row.state}`);
  }
}
