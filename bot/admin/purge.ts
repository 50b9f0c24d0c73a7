import { type Command, InvalidArgumentError } from 'commander';
import { dayOf, endOfDay } from '../../flows/rules/calendar.ts';
import { createProgressBar } from './progress-bar.ts';
import { runAsOperator } from './run-as-operator.ts';
import { type LiveTools, withStores } from './with-stores.ts';

const ALLOWED = '0 … 9999, YYYY-MM-DD';

interface Options {
  cycle: string;
  olderThan: Date;
}

/** `purge`: removes what a closed cycle does not need any longer; may be stopped at any moment and repeated. */
export function addPurgeCommand(program: Command, tools: LiveTools): void {
  const { terminal } = tools;
  program
    .command('purge')
    .description(
      'Dọn bản nháp và tệp thừa của kỳ đã đóng · Remove drafts and files that a closed cycle does not need',
    )
    .requiredOption('--cycle <id>', 'mã kỳ, như trong cycle list · id of the cycle, as in cycle list')
    .requiredOption(
      '--older-than <days>',
      'không đổi trong chừng này ngày, hoặc từ sau ngày YYYY-MM-DD · not changed for so many days, or after that date',
      toMoment,
    )
    .action(({ cycle, olderThan: before }: Options) =>
      withStores(tools, async (parts) => {
        const bar = createProgressBar();
        try {
          const { report } = bar;
          const payload = { cycle, before };
          const purged = await runAsOperator({ ...parts, report }, { name: 'purge-cycle', payload });
          bar.end();
          terminal.say('purge.done', purged);
          if (purged.filesLeft > 0) terminal.note('purge.files-left', { files: purged.filesLeft });
        } finally {
          bar.end();
        }
      }),
    );
}

/** The moment before which something is old: so many days ago, or the end of a day of the calendar. */
function toMoment(text: string): Date {
  const now = new Date();
  if (/^\d{1,4}$/.test(text)) return new Date(now.getTime() - Number(text) * 24 * 60 * 60 * 1_000);
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  const moment = isDate ? endOfDay(text) : undefined;
  if (moment === undefined || text > dayOf(now)) throw new InvalidArgumentError(ALLOWED);
  return moment < now ? moment : now;
}
