import { stdout } from 'node:process';
import { type Command, InvalidArgumentError } from 'commander';
import { exportReview } from '../../handlers/export-review.ts';
import type { Terminal } from '../terminal.ts';
import { withDatabase } from './with-database.ts';
import { writeNewFile } from './write-new-file.ts';

interface Options {
  person: string;
  cycle?: string;
  submission?: number;
  out?: string;
  force?: true;
}

/** `export`: one submission as JSON. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('Xuất bản tự kiểm điểm đã nộp (JSON) · Export a submitted self-review (JSON)')
    .requiredOption('--person <code>', 'mã người · code of the person')
    .option('--cycle <id>', 'kỳ kiểm điểm; mặc định: kỳ mới nhất · cycle; default: the newest')
    .option(
      '--submission <number>',
      'bản số; mặc định: bản mới nhất · version; default: the newest',
      toNumber,
    )
    .option('--out <file>', 'ghi vào tệp, chỉ chủ tệp đọc được · into a file that only its owner can read')
    .option('--force', 'ghi đè tệp đã có · overwrite an existing file')
    .action((options: Options) => exportOne(options, terminal));
}

async function exportOne(options: Options, terminal: Terminal): Promise<void> {
  const { person, cycle, submission: version, out: file } = options;
  await withDatabase(terminal, async (parts) => {
    const text = async () =>
      `${JSON.stringify(await exportReview(parts, { person, cycle, version }), null, 2)}\n`;
    if (file === undefined) {
      stdout.write(await text());
      return;
    }
    await writeNewFile(file, { make: async () => Buffer.from(await text()), force: options.force === true });
    terminal.say('export-done', { file });
  });
}

function toNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('1, 2, 3 …');
  return Number(text);
}
