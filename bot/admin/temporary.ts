import type { Command } from 'commander';
import { dayOf } from '../../flows/rules/calendar.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import type { Terminal } from '../operator/terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { toDay } from './to-day.ts';
import { withDatabase } from './with-database.ts';

interface Visit {
  person: string;
  unit: string;
}

/** `temporary`: begins and ends temporary memberships (sinh hoạt tạm thời). */
export function addTemporaryCommands(program: Command, terminal: Terminal): void {
  const temporary = program
    .command('temporary')
    .description('Sinh hoạt tạm thời ở chi bộ khác · Temporary memberships in another unit')
    .helpCommand(false);
  addStart(temporary, terminal);
  addEnd(temporary, terminal);
}

function addStart(temporary: Command, terminal: Terminal): void {
  ofVisit(
    temporary.command('start').description('Ghi nhận sinh hoạt tạm thời · Record a temporary membership'),
  )
    .option('--from <day>', 'ngày đầu; mặc định: hôm nay · first day; default: today', toDay)
    .option('--to <day>', 'ngày cuối, nếu đã biết · last day, where it is known', toDay)
    .action(({ from = dayOf(new Date()), to, ...visit }: Visit & { from?: string; to?: string }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { ...visit, from, to: to ?? null };
        const begun = await runAsOperator(parts, { name: 'start-temporary-membership', payload });
        const told = { ...visit, home: begun.home, day: formatDate(from, 'vi') };
        if (begun.to === null) terminal.say('temporary.started', told);
        else terminal.say('temporary.started-until', { ...told, to: formatDate(begun.to, 'vi') });
      }),
    );
}

function addEnd(temporary: Command, terminal: Terminal): void {
  ofVisit(
    temporary
      .command('end')
      .description('Ghi nhận thôi sinh hoạt tạm thời · Record the end of a temporary membership'),
  )
    .option(
      '--to <day>',
      'ngày cuối; mặc định: hôm nay; trước ngày đầu thì coi như chưa ghi · last day; default: today; one before the first takes it back',
      toDay,
    )
    .action(({ to = dayOf(new Date()), ...visit }: Visit & { to?: string }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { ...visit, to };
        const { isTakenBack, before } = await runAsOperator(parts, {
          name: 'end-temporary-membership',
          payload,
        });
        if (isTakenBack) return terminal.say('temporary.taken-back', { ...visit });
        terminal.say('temporary.ended', { ...visit, day: formatDate(to, 'vi') });
        if (before !== null && before !== to)
          terminal.say('temporary.ended-before', { day: formatDate(before, 'vi') });
      }),
    );
}

function ofVisit(command: Command): Command {
  return command
    .requiredOption('--person <code>', 'mã người · code of the person')
    .requiredOption('--unit <code>', 'đơn vị sinh hoạt tạm thời · code of the unit where they take part');
}
