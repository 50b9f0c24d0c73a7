import type { JobsReading, RecurringJob } from '../../handlers/jobs/readings.ts';
import type { CycleProgress } from '../../handlers/queries/cycle-progress.ts';
import type { RingStanding, Status } from '../../handlers/queries/find-concerns.ts';
import { formatMoment } from '../../handlers/words/dates.ts';
import type { Backlog } from '../../models/chat/backlog.ts';
import { redact } from '../logger.ts';
import type { Terminal } from '../operator/terminal.ts';
import { formatColumns } from './columns.ts';

type Row = [title: string, value: string];

/** Puts a status into lines of text. */
export function describeStatus(status: Status, terminal: Terminal): string {
  const { redis, mongodb, encryption, shapes, backlog, jobs, cycles } = status;
  const ring = encryption?.ring ?? null;
  const answer = (answers: boolean) => terminal.text(answers ? 'status.answers' : 'status.away');
  const settings = Object.entries(redis.settings ?? {}).map(([name, value]) => `${name} ${value}`);
  const unknown = redis.answers ? [terminal.text('status.settings-hidden')] : [];
  const rows: Row[] = [
    ['Redis', [answer(redis.answers), ...(redis.settings === null ? unknown : settings)].join(', ')],
    ['MongoDB', [answer(mongodb.answers), ...transactionNote(mongodb, terminal)].join(', ')],
    ...(ring === null ? [] : [ringRow(ring, terminal)]),
    ...(shapes === null ? [] : [shapesRow(shapes, terminal)]),
    ...(backlog === null ? [] : backlogRows(backlog, { at: status.at, terminal })),
    ...(jobs === null ? [] : jobRows(jobs, { at: status.at, terminal })),
    ...(cycles ?? []).map((cycle) => cycleRow(cycle, terminal)),
  ];
  return [formatColumns(rows), ...failedLines(status, terminal)].join('\n');
}

/** As long as what a killed worker left open should hold its record up at most. */
const LONGEST_TRANSACTION_SECONDS = 20;

function transactionNote(
  { transactionSeconds: seconds }: Status['mongodb'],
  terminal: Terminal,
): readonly string[] {
  if (seconds === null || seconds <= LONGEST_TRANSACTION_SECONDS) return [];
  return [terminal.text('status.transactions-long', { seconds })];
}

function ringRow({ active, retired, needed }: RingStanding, terminal: Terminal): Row {
  const keys = [
    terminal.text('status.key-active', { key: active }),
    ...retired.map((key) => terminal.text('status.key-retired', { key })),
    ...needed.map((key) => terminal.text('status.key-needed', { key })),
  ];
  return [terminal.text('status.keys'), keys.join(', ')];
}

function shapesRow({ stored, newest }: NonNullable<Status['shapes']>, terminal: Terminal): Row {
  return [
    terminal.text('status.shapes'),
    terminal.text('status.shapes-version', { stored: stored ?? '–', newest }),
  ];
}

function backlogRows(
  { online, drafts, outbox, parked }: Backlog,
  { at, terminal }: { at: Date; terminal: Terminal },
): Row[] {
  const waiting = { count: drafts.waiting, age: formatAge(drafts.oldestMs) };
  const sending = { count: outbox.waiting, overdue: outbox.overdue, age: formatAge(outbox.overdueMs) };
  const parkedMs = parked.since === null ? 0 : Math.max(0, at.getTime() - parked.since.getTime());
  const kept = { count: parked.updates, chats: parked.chats, age: formatAge(parkedMs) };
  return [
    [terminal.text('status.online'), terminal.text('status.people', { count: online })],
    [terminal.text('status.drafts'), terminal.text('status.drafts-waiting', waiting)],
    [terminal.text('status.outbox'), terminal.text('status.outbox-waiting', sending)],
    [terminal.text('status.parked'), terminal.text('status.parked-updates', kept)],
  ];
}

function jobRows(jobs: JobsReading, context: { at: Date; terminal: Terminal }): Row[] {
  const { terminal } = context;
  const oldest = formatAge(jobs.oldestMs);
  return [
    [terminal.text('status.jobs'), terminal.text('status.jobs-by-state', { ...jobs.byState })],
    [
      terminal.text('status.oldest-job'),
      jobs.oldestError === null ? oldest : `${oldest}: ${toLine(jobs.oldestError)}`,
    ],
    ...jobs.recurring.map((job): Row => [job.name, describeRecurring(job, context)]),
  ];
}

function describeRecurring(
  { lastAt, nextAt, state }: RecurringJob,
  { at, terminal }: { at: Date; terminal: Terminal },
): string {
  const ago = lastAt === null ? '–' : formatAge(Math.max(0, at.getTime() - lastAt.getTime()));
  const wait = nextAt === null ? 0 : nextAt.getTime() - at.getTime();
  switch (state) {
    case 'absent':
      return terminal.text('status.recurring-absent');
    case 'behind':
      return terminal.text('status.recurring-behind', { age: formatAge(-wait) });
    default:
      return terminal.text('status.recurring', { ago, next: formatAge(Math.max(0, wait)) });
  }
}

function cycleRow(progress: CycleProgress, terminal: Terminal): Row {
  const { cycle, status, unitName: unit, asked: count, ...numbers } = progress;
  const state = terminal.text(`cycle.status-${status}`);
  return [
    terminal.text('status.cycle', { cycle }),
    terminal.text('status.cycle-progress', { state, unit, count, ...numbers }),
  ];
}

function failedLines({ failed, at }: Status, terminal: Terminal): string[] {
  if (failed.length === 0) return [];
  const moment = (date: Date) => formatMoment(date.toISOString(), { language: 'vi', now: at });
  const head = ['job', 'id', 'attempts', 'failed-at', 'error'];
  const rows = failed.map(({ name, id, attempts, failedAt, error }) => [
    ...[name, id, `${attempts}`, moment(failedAt), toLine(error)],
  ]);
  return ['', formatColumns([head.map((column) => terminal.text(`status.failed-${column}`)), ...rows])];
}

/** The first line of an error, which may quote a server's address. */
function toLine(error: string): string {
  return redact(error.split('\n', 1)[0] ?? '');
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "3 phút": the largest unit that fits twice, so that little is rounded away. */
function formatAge(ms: number): string {
  const [unit, length] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['second', 1_000];
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat('vi', options).format(ms / length);
}
