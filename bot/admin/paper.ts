import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { dayOf } from '../../flows/rules/calendar.ts';
import { LONGEST_REASON } from '../../handlers/commands/parts/record-cycle-change.ts';
import { type Paper, paperPayload } from '../../handlers/forms/paper.ts';
import { createMembers } from '../../handlers/queries/members.ts';
import { createReviews, type Reviews } from '../../handlers/queries/reviews.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { type AttachmentStore, createAttachmentStore, type NewFile } from '../../models/review/attachment.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { isAcceptedFile, MAX_FILE } from '../channels/file-kind.ts';
import type { Locales } from '../i18n.ts';
import type { Terminal } from '../operator/terminal.ts';
import { readRegularFile } from './read-regular-file.ts';
import { runAsOperator } from './run-as-operator.ts';
import { toDay } from './to-day.ts';
import { toWords } from './to-words.ts';
import { withDatabase } from './with-database.ts';

interface Options {
  person: string;
  day: string;
  file?: string[];
  text?: string;
}

/** `paper`: what a person handed in on paper, as scanned files, typed in from a file, or only noted. */
export function addPaperCommand(
  program: Command,
  { terminal, locales }: { terminal: Terminal; locales: Locales },
): void {
  program
    .command('paper')
    .description('Ghi nhận bản tự kiểm điểm nộp bằng giấy · Record a self-review that was handed in on paper')
    .requiredOption('--person <code>', 'mã người · code of the person')
    .requiredOption('--day <day>', 'ngày nộp bản giấy · day on which the paper was handed in', toDay)
    .option('--file <path...>', 'tệp quét hoặc ảnh chụp · scanned files or photos')
    .option('--text <path>', 'tệp chữ (UTF-8) đã gõ lại nội dung · text file with what was typed in from it')
    .action(({ person, day, file = [], text }: Options) =>
      withDatabase(terminal, async (parts) => {
        const now = new Date();
        const sent = await Promise.all(file.map((path) => readScan(path, { person, at: now })));
        const words = text === undefined ? null : await readText(text);
        const files = sent.map(({ _id: id, name }) => ({ id, name }));
        const how = files.length > 0 ? 'scan' : words === null ? 'kept' : 'typed';
        const paper: Paper = { day, how, files, text: words };
        const payload = await paperPayload(
          { reviews: reviewsOf(parts), sayInAll: locales.inAll },
          { person, paper, at: now },
        );
        const { number, hasLeft } = await keepingFiles(createAttachmentStore(parts), {
          files: sent,
          work: () => runAsOperator(parts, { name: 'record-paper-review', payload }),
        });
        const told = { person, number, day: formatDate(day, 'vi'), count: files.length };
        terminal.say(hasLeft ? 'paper.recorded-left' : 'paper.recorded', told);
      }),
    );
}

/** `paper-withdraw`: takes back a paper that was recorded by mistake. */
export function addPaperWithdrawCommand(program: Command, terminal: Terminal): void {
  program
    .command('paper-withdraw')
    .description('Thu lại bản giấy ghi nhận nhầm · Take back a paper that was recorded by mistake')
    .requiredOption('--person <code>', 'mã người · code of the person')
    .requiredOption('--number <number>', 'bản giấy số · number of the paper', toNumber)
    .requiredOption('--why <reason>', 'lý do · the reason', toWords(LONGEST_REASON))
    .option('--cycle <id>', 'kỳ kiểm điểm; mặc định: kỳ đang mở · cycle; default: the open one')
    .action(({ cycle: wanted, ...paper }: { person: string; number: number; why: string; cycle?: string }) =>
      withDatabase(terminal, async (parts) => {
        const { person, number } = paper;
        const cycle = wanted ?? (await findCycleOf(parts, person));
        if (cycle === undefined) {
          throw new AppError('paper-not-asked', {
            message: 'No open cycle asks the person',
            details: { person },
          });
        }
        await runAsOperator(parts, { name: 'withdraw-paper-review', payload: { ...paper, cycle } });
        terminal.say('paper.withdrawn', { person, number });
      }),
    );
}

/** The open cycle that asks a person, or did so until they left or were excused; undefined where there is none. */
async function findCycleOf(
  parts: { database: Database; keys: KeyRing },
  person: string,
): Promise<string | undefined> {
  const review = await reviewsOf(parts).findOpen(person);
  return review?.cycle.cycle ?? (await findOpenCycle(parts.database, { person }))?.cycle._id;
}

function reviewsOf(parts: { database: Database; keys: KeyRing }): Reviews {
  return createReviews({
    ...parts,
    members: createMembers(parts.database),
    withFallback: async (_name, load) => load(),
    today: () => dayOf(new Date()),
  });
}

function toNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('1, 2, 3 …');
  return Number(text);
}

/** Stores files before what names them is recorded, and removes them where that is refused. */
async function keepingFiles<Result>(
  store: AttachmentStore,
  { files, work }: { files: readonly NewFile[]; work(): Promise<Result> },
): Promise<Result> {
  try {
    for (const file of files) await store.save(file);
    const result = await work();
    for (const { _id } of files) await store.settle(_id);
    return result;
  } catch (error) {
    for (const { _id } of files) await store.remove(_id);
    throw error;
  }
}

function tooBig(file: string): AppError {
  return new AppError('paper-file-too-big', { message: 'A file is too big', details: { file } });
}

async function readScan(
  path: string,
  { person, at }: { person: string; at: Date },
): Promise<NewFile & { name: string }> {
  const bytes = await readRegularFile(path, { most: MAX_FILE, tooBig });
  if (bytes.length === 0 || !(await isAcceptedFile(bytes))) {
    throw new AppError('paper-file-kind', { message: 'A file is no scan', details: { file: path } });
  }
  return { _id: `attachment:${person}:${randomUUID()}`, person, at, bytes, name: basename(path) };
}

/** The words of a text file. Throws `paper-text-unreadable` where it is not UTF-8, or empty, and what reading it throws. */
async function readText(path: string): Promise<string> {
  const text = (await readRegularFile(path, { most: MAX_FILE, tooBig })).toString('utf8').trim();
  if (text !== '' && !text.includes('\uFFFD')) return text;
  throw new AppError('paper-text-unreadable', { message: 'No UTF-8 text', details: { file: path } });
}
