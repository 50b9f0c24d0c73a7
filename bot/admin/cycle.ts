import type { Command } from 'commander';
import type { Locales } from '../i18n.ts';
import { readCycleFile } from '../read-cycle-file.ts';
import type { Terminal } from '../terminal.ts';

/** `cycle check`: names every mistake of a cycle file. */
export function addCycleCommands(program: Command, to: { terminal: Terminal; locales: Locales }): void {
  const cycle = program.command('cycle').description('Kỳ kiểm điểm · Review cycles');
  cycle
    .command('check')
    .description('Kiểm tra tệp kỳ kiểm điểm · Check a cycle file')
    .argument('<file>', 'YAML')
    .action(async (file: string) => {
      const content = await readCycleFile(file, to.locales);
      to.terminal.say('cycle-fine', { file, title: content.title.vi });
    });
}
