import { stdout } from 'node:process';
import { type Command, InvalidArgumentError } from 'commander';
import { exportReview } from '../../handlers/export-review.ts';
import type { Terminal } from '../terminal.ts';
import { withDatabase } from './with-database.ts';

interface Options {
  person: string;
  cycle?: string;
  submission?: number;
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
    .action((options: Options) =>
      withDatabase(terminal, async (parts) => {
        const { person, cycle, submission: version } = options;
        const review = await exportReview(parts, { person, cycle, version });
        stdout.write(`${JSON.stringify(review, null, 2)}\n`);
      }),
    );
}

function toNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('1, 2, 3 …');
  return Number(text);
}
