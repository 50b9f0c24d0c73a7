import type { Command } from 'commander';
import type { Terminal } from '../operator/terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';
import { writeNewFile } from './write-new-file.ts';

interface Options {
  id: string;
  out: string;
  force?: true;
}

/** `export-file`: a file that was sent on the chat page, by the id that `export` tells. */
export function addExportFileCommand(program: Command, terminal: Terminal): void {
  program
    .command('export-file')
    .description(
      'Xuất một tệp minh chứng đã gửi trên trang trò chuyện · Export a file that was sent on the chat page',
    )
    .requiredOption('--id <id>', 'mã tệp (attachment:…) trong bản xuất · id of the file in an export')
    .requiredOption(
      '--out <file>',
      'ghi vào tệp, chỉ chủ tệp đọc được · into a file that only its owner can read',
    )
    .option('--force', 'ghi đè tệp đã có · overwrite an existing file')
    .action((options: Options) => exportFile(options, terminal));
}

async function exportFile({ id, out, force }: Options, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, async (parts) => {
    const bytes = await runAsOperator(parts, { name: 'export-attachment', payload: { id } });
    await writeNewFile(out, { make: async () => bytes, force: force === true });
    terminal.say('export.done', { file: out });
  });
}
