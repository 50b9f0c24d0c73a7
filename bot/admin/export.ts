import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PayloadOf } from '../../handlers/commands/catalogue.ts';
import type { ReviewExport } from '../../handlers/queries/export-review.ts';
import { formatDate, formatMoment } from '../../handlers/words/dates.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Terminal } from '../operator/terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';
import { demandFree, makeFolder, writeNewFile } from './write-new-file.ts';

/** So many codes of people, or files, are named in one sentence. */
const MOST_NAMED = 30;

interface Options {
  person?: string;
  unit?: string;
  cycle?: string;
  submission?: Pick<PayloadOf<'export-review'>, 'version' | 'series'>;
  out?: string;
  force?: true;
}

interface Tools {
  database: Database;
  keys: KeyRing;
  terminal: Terminal;
}

/** `export`: one submission as JSON, or those of a unit as a folder with a file for each person. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('Xuất bản tự kiểm điểm đã nộp (JSON) · Export submitted self-reviews (JSON)')
    .option('--person <code>', 'mã người · code of the person')
    .addOption(
      new Option(
        '--unit <code>',
        'cả đơn vị này và cấp dưới, mỗi người một tệp · this unit and below, one file per person',
      ).conflicts(['person', 'submission']),
    )
    .option('--cycle <id>', 'kỳ kiểm điểm; mặc định: kỳ mới nhất · cycle; default: the newest')
    .option(
      '--submission <number>',
      'bản số; paper/số: bản giấy; delegate/mã/số: bản nộp thay; mặc định: bản được tính · version; paper/number: on paper; delegate/code/number: by a delegate; default: the one that counts',
      toVersion,
    )
    .option(
      '--out <path>',
      'ghi vào tệp (--unit: thư mục mới), chỉ chủ tệp đọc được · into a file (--unit: a new folder) that only its owner can read',
    )
    .option('--force', 'ghi đè tệp đã có · overwrite existing files')
    .action((options: Options) =>
      withDatabase(terminal, async (parts) => {
        const tools = { ...parts, terminal };
        const { person, unit, out } = options;
        if (person !== undefined) await exportOne(tools, { ...options, person });
        else if (unit !== undefined && out !== undefined) await exportAll(tools, { ...options, unit, out });
        else throw new AppError('export-incomplete', { message: 'Neither a person nor a unit' });
      }),
    );
}

async function exportOne(tools: Tools, options: Options & { person: string }): Promise<void> {
  const { terminal } = tools;
  const { person, cycle, submission, out: file, force } = options;
  const found = async () => {
    const review = await runAsOperator(tools, {
      name: 'export-review',
      payload: { person, cycle, ...submission },
    });
    describe(review, terminal);
    return toJson(review);
  };
  if (file === undefined) return terminal.print(await found());
  await writeNewFile(file, {
    make: async () => Buffer.from(`${await found()}\n`),
    force: force === true,
  });
  terminal.say('export.done', { file });
}

/** Says which version it is, beside the output. */
function describe(review: ReviewExport, terminal: Terminal): void {
  const { cycle, cycleStatus, version: number, newestVersion: newest } = review;
  const time = formatMoment(review.recordedAt, { language: 'vi', now: new Date() });
  terminal.note(`export.chosen-${cycleStatus}`, { person: review.person.code, cycle, number, time });
  describeEntry(review, terminal);
  if (review.late) terminal.note('export.late');
  if (review.withdrawnAt !== null) {
    const withdrawn = formatMoment(review.withdrawnAt, { language: 'vi', now: new Date() });
    terminal.note('export.withdrawn', { time: withdrawn });
  }
  if (newest > number) terminal.note('export.older', { newest });
  if (review.changedSince) terminal.note('export.changed-since', { newest });
}

/** Says who entered it for the person, if somebody did, and whether another version counts. */
function describeEntry(
  { entry, counts, withdrawnAt, version, newestVersion }: ReviewExport,
  terminal: Terminal,
): void {
  if (entry !== null) {
    const by = entry.by.kind === 'person' ? `${entry.by.code} ${entry.by.name}` : entry.by.user;
    terminal.note(`export.entry-${entry.how}`, { by, day: formatDate(entry.day, 'vi') });
  }
  if (!counts && withdrawnAt === null && version === newestVersion) terminal.note('export.other-counts');
}

/** A folder that was not there is gone again should anything fail; in one that was there only files are replaced. */
async function exportAll(tools: Tools, options: Options & { unit: string; out: string }): Promise<void> {
  const { terminal } = tools;
  const { unit, cycle, out: folder } = options;
  const force = options.force === true;
  if (!force) await demandFree(folder);
  const found = await runAsOperator(tools, { name: 'export-unit', payload: { unit, cycle } });
  const isNew = await makeFolder(folder);
  const changed: string[] = [];
  const written = new Set<string>();
  try {
    for await (const review of found.reviews) {
      const { code } = review.person;
      const name = `${code}.json`;
      if (review.changedSince) changed.push(code);
      const make = async () => Buffer.from(`${toJson(review)}\n`);
      await writeNewFile(join(folder, name), { make, force });
      written.add(name);
    }
  } catch (error) {
    if (isNew) await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const { count, missing } = found;
  terminal.say(`export.unit-done-${found.cycleStatus}`, { count, cycle: found.cycle, folder });
  if (missing.length > 0)
    terminal.say('export.unit-missing', { count: missing.length, people: listOf(missing) });
  if (changed.length > 0)
    terminal.say('export.unit-changed', { count: changed.length, people: listOf(changed) });
  const others = (await readdir(folder)).filter((name) => name.endsWith('.json') && !written.has(name));
  if (others.length > 0)
    terminal.say('export.unit-others', { count: others.length, files: listOf(others.sort()) });
}

function toJson(review: ReviewExport): string {
  return JSON.stringify(review, null, 2);
}

function listOf(names: readonly string[]): string {
  return names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')}, …`;
}

function toVersion(text: string): Options['submission'] {
  const [, series, number] = /^(?:(paper|delegate\/.+)\/)?([1-9]\d{0,5})$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('1, 2, 3 …, paper/1 …, delegate/P01/1 …');
  return { version: Number(number), ...(series === undefined ? {} : { series }) };
}
