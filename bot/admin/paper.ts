import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Paper, paperPayload } from '../../handlers/forms/paper.ts';
import { createReviews } from '../../handlers/queries/reviews.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { type AttachmentStore, createAttachmentStore, type NewFile } from '../../models/review/attachment.ts';
import { AppError } from '../../models/store/errors.ts';
import { isAcceptedFile, MAX_FILE } from '../channels/web/file-kind.ts';
import type { Locales } from '../i18n.ts';
import type { Terminal } from '../operator/terminal.ts';
import { readRegularFile } from './read-regular-file.ts';
import { runAsOperator } from './run-as-operator.ts';
import { toDay } from './to-day.ts';
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
    .description(
      'Ghi nhận bản tự kiểm điểm nộp bằng giấy · Record a self-review that was handed in on paper',
    )
    .requiredOption('--person <code>', 'mã người · code of the person')
    .requiredOption('--day <day>', 'ngày nộp bản giấy · day on which the paper was handed in', toDay)
    .option('--file <path...>', 'tệp quét hoặc ảnh chụp · scanned files or photos')
    .option('--text <path>', 'tệp chữ (UTF-8) đã gõ lại nội dung · text file with what was typed in from it')
    .action(({ person, day, file = [], text }: Options) =>
      withDatabase(terminal, async (parts) => {
        const now = new Date();
        const sent = await Promise.all(file.map((path) => readScan(path, { person, at: now })));
        const words = text === undefined ? null : (await readText(text)).trim();
        const files = sent.map(({ _id: id, name }) => ({ id, name }));
        const how = files.length > 0 ? 'scan' : words === null ? 'kept' : 'typed';
        const paper: Paper = { day, how, files, text: words };
        const reviews = createReviews({ ...parts, withFallback: async (_name, load) => load() });
        const payload = await paperPayload({ reviews, sayInAll: locales.inAll }, { person, paper, at: now });
        const { number } = await keepingFiles(createAttachmentStore(parts), {
          files: sent,
          work: () => runAsOperator(parts, { name: 'record-paper-review', payload }),
        });
        terminal.say('paper.recorded', { person, number, day: formatDate(day, 'vi'), count: files.length });
      }),
    );
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

async function readScan(
  path: string,
  { person, at }: { person: string; at: Date },
): Promise<NewFile & { name: string }> {
  const bytes = await readRegularFile(path, { most: MAX_FILE, tooBig: (file) => wrongFile('paper-file-too-big', file) });
  if (bytes.length === 0 || !(await isAcceptedFile(bytes))) throw wrongFile('paper-file-kind', path);
  return { _id: `attachment:${person}:${randomUUID()}`, person, at, bytes, name: basename(path) };
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof TypeError) throw wrongFile('paper-text-unreadable', path);
    throw error;
  }
}

function wrongFile(code: string, file: string): AppError {
  return new AppError(code, { message: 'A file of a paper cannot be taken', details: { file } });
}
