import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Locales } from '../i18n.ts';
import type { Terminal } from '../operator/terminal.ts';
import { readCsvFolder } from './read-csv-folder.ts';
import { templateWorkbook } from './workbook/template-workbook.ts';
import { writeWorkbook } from './workbook/write-workbook.ts';
import { writeNewFile } from './write-new-file.ts';

const SAMPLE = fileURLToPath(new URL('../sample', import.meta.url));

/** `template`: makes an empty workbook that explains itself. */
export function addTemplateCommand(program: Command, to: { terminal: Terminal; locales: Locales }): void {
  const { terminal, locales } = to;
  program
    .command('template')
    .description('Tạo sổ Excel mẫu để điền tổ chức · Make a workbook to fill in for the import')
    .requiredOption('--out <file>', 'FILE.xlsx')
    .option('--force', 'ghi đè tệp đã có · overwrite an existing file')
    .action(async (options: { out: string; force?: true }) => {
      const [vi, en] = [locales.translator('vi'), locales.translator('en')];
      const workbook = templateWorkbook({ vi, en, sample: await readCsvFolder(SAMPLE) });
      await writeNewFile(options.out, { make: () => writeWorkbook(workbook), force: options.force === true });
      terminal.say('template-done', { file: options.out });
    });
}
