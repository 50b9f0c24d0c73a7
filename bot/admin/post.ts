import { type Command, InvalidArgumentError } from 'commander';
import { dayOf } from '../../flows/rules/calendar.ts';
import {
  BRANCH_TERMS,
  findTerm,
  officialTerms,
  ROLE_TERMS,
  type Terms,
} from '../../handlers/import/terms.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import type { PostBranch, PostRole } from '../../models/organisation/post.ts';
import type { Terminal } from '../operator/terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { toDay } from './to-day.ts';
import { toWords } from './to-words.ts';
import { withDatabase } from './with-database.ts';

const LONGEST_TITLE = 200;

interface Holder {
  person: string;
  collective: string;
}

/** `post`: begins and ends the terms of posts. */
export function addPostCommands(program: Command, terminal: Terminal): void {
  const post = program.command('post').description('Chức vụ trong tập thể · Posts').helpCommand(false);
  addStart(post, terminal);
  addEnd(post, terminal);
}

function addStart(post: Command, terminal: Terminal): void {
  ofHolder(post.command('start').description('Giao chức vụ cho một người · Give somebody a post'))
    .requiredOption('--role <role>', officialTerms(ROLE_TERMS), toTerm(ROLE_TERMS))
    .requiredOption('--title <title>', 'tên chức vụ · title of the post', toWords(LONGEST_TITLE))
    .requiredOption('--branch <branch>', officialTerms(BRANCH_TERMS), toTerm(BRANCH_TERMS))
    .option('--from <day>', 'ngày đầu; mặc định: hôm nay · first day; default: today', toDay)
    .action((options: Holder & { role: PostRole; title: string; branch: PostBranch; from?: string }) =>
      withDatabase(terminal, async (parts) => {
        const { from = dayOf(new Date()), ...told } = options;
        const payload = { ...told, from };
        const { replaced } = await runAsOperator(parts, { name: 'start-post', payload });
        terminal.say('post.started', { ...told, day: formatDate(from, 'vi') });
        if (replaced !== null) terminal.say('post.replaced', { ...told, before: replaced });
      }),
    );
}

function addEnd(post: Command, terminal: Terminal): void {
  ofHolder(post.command('end').description('Kết thúc chức vụ của một người · End the post of somebody'))
    .option('--to <day>', 'ngày cuối; mặc định: hôm nay · last day; default: today', toDay)
    .action(({ to = dayOf(new Date()), person, collective }: Holder & { to?: string }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { person, collective, to };
        const { title, before } = await runAsOperator(parts, { name: 'end-post', payload });
        terminal.say('post.ended', { person, collective, title, day: formatDate(to, 'vi') });
        if (before !== null && before !== to)
          terminal.say('post.ended-before', { day: formatDate(before, 'vi') });
      }),
    );
}

function ofHolder(command: Command): Command {
  return command
    .requiredOption('--person <code>', 'mã người · code of the person')
    .requiredOption('--collective <code>', 'mã tập thể · code of the collective');
}

function toTerm<Code extends string>(terms: Terms<Code>): (written: string) => Code {
  return (written) => {
    const code = findTerm(terms, written);
    if (code === undefined) throw new InvalidArgumentError(officialTerms(terms));
    return code;
  };
}
