import type { Command } from 'commander';
import { findErasable } from '../../handlers/queries/find-erasable.ts';
import { runAsOperator } from './run-as-operator.ts';
import { type LiveTools, withStores } from './with-stores.ts';

interface Options {
  person: string;
  records?: true;
  yes?: true;
}

/** `erase`: says what would be erased of a person, and erases it for good where that is confirmed. */
export function addEraseCommand(program: Command, tools: LiveTools): void {
  const { terminal } = tools;
  program
    .command('erase')
    .description(
      'Xóa hẳn những gì một người đã viết mà chưa nộp · Erase for good what a person has not handed in',
    )
    .requiredOption('--person <code>', 'mã người · code of the person')
    .option('--records', 'cả các bản đã nộp trong hồ sơ · also what was handed in and recorded')
    .option('--yes', 'xóa thật; không có thì chỉ xem · really erase; without it nothing is erased')
    .action(({ person, ...options }: Options) =>
      withStores(tools, async (parts) => {
        const records = options.records === true;
        const found = await findErasable(parts, { person, now: new Date() });
        terminal.say('erase.plan', { person, ...found });
        terminal.say(records ? 'erase.records-go' : 'erase.records-stay', {
          person,
          records: found.records,
        });
        if (options.yes !== true) return terminal.say('erase.dry-run');
        const payload = { person, records };
        const erased = await runAsOperator(parts, { name: 'erase-person', payload });
        terminal.say('erase.done', { person, ...erased });
        terminal.say('erase.elsewhere');
      }),
    );
}
