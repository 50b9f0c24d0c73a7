import type { Command } from 'commander';
import type { ResultOf } from '../../handlers/commands/catalogue.ts';
import { findErasable } from '../../handlers/queries/find-erasable.ts';
import type { Terminal } from '../operator/terminal.ts';
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
        sayPlan(terminal, { person, records, found: await findErasable(parts, { person, now: new Date() }) });
        if (options.yes !== true) return terminal.say('erase.dry-run');
        const payload = { person, records };
        sayErased(terminal, {
          person,
          erased: await runAsOperator(parts, { name: 'erase-person', payload }),
        });
      }),
    );
}

/** What would go, and what stays. */
function sayPlan(
  terminal: Terminal,
  plan: { person: string; records: boolean; found: Awaited<ReturnType<typeof findErasable>> },
): void {
  const { person, found } = plan;
  const { unopened, ...counts } = found;
  const { records, unread, difficulties } = counts;
  terminal.say('erase.plan', { person, ...counts });
  for (const part of unopened) terminal.say(`erase.unopened-${part}`, { person });
  if (unread > 0) terminal.say('erase.unread', { person, unread });
  terminal.say(plan.records ? 'erase.records-go' : 'erase.records-stay', { person, records });
  if (difficulties > 0) terminal.say('erase.difficulties-stay', { person, difficulties });
}

/** What went, and what could not be read or is left. */
function sayErased(
  terminal: Terminal,
  { person, erased }: { person: string; erased: ResultOf<'erase-person'> },
): void {
  const { unreadDrafts, unopened, ...counts } = erased;
  const { filesLeft: files, difficulties } = counts;
  terminal.say('erase.done', { person, ...counts });
  for (const part of unopened) terminal.note(`erase.unopened-${part}`, { person });
  for (const { id, why } of unreadDrafts) terminal.note(`erase.was-${why}`, { person, draft: id });
  if (files > 0) terminal.note('erase.files-left', { person, files });
  if (difficulties > 0) terminal.say('erase.difficulties-left', { person, difficulties });
  terminal.say('erase.elsewhere');
}
