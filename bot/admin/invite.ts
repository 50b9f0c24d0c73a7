import { type Command, InvalidArgumentError } from 'commander';
import { addDays, dayOf, endOfDay } from '../../flows/rules/calendar.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import type { Locales } from '../i18n.ts';
import type { Terminal } from '../operator/terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withDatabase } from './with-database.ts';
import { invitationWorkbook } from './workbook/invitation-workbook.ts';
import { writeWorkbook } from './workbook/write-workbook.ts';
import { writeNewFile } from './write-new-file.ts';

const MOST_DAYS = 90;
/** For trying the bot only: being known there is no way to be reached. */
const TRYING_CHANNEL = 'web';

interface Tools {
  terminal: Terminal;
  locales: Locales;
  /** How the bot of this name, else the one that is set up, is reached on a messenger. */
  linksTo(bot: string | undefined): Promise<{ app: string; bot: string; linkOf(code: string): string }>;
}

interface Options {
  out: string;
  bot?: string;
  unit?: string;
  person?: string;
  days: number;
  all?: true;
  force?: true;
}

/** `invite`: writes an invitation for everybody who is to join, to be printed and handed over. */
export function addInviteCommand(program: Command, tools: Tools): void {
  program
    .command('invite')
    .description('Tạo phiếu mời có mã QR cho từng người · Make invitations with QR codes')
    .requiredOption('--out <file>', 'FILE.xlsx')

    .option('--unit <code>', 'chỉ những người trong đơn vị này và cấp dưới · only this unit and below')
    .option('--person <code>', 'chỉ người này, kể cả khi đã liên kết · only this person, linked or not')
    .option(
      '--days <number>',
      'số ngày có hiệu lực; mặc định: 14 · days until they expire; default: 14',
      toDays,
      14,
    )
    .option(
      '--bot <name>',
      'tên người dùng của bot; mặc định: hỏi máy chủ · username; default: asked of the server',
    )
    .option('--all', 'cả những người đã liên kết · also those who joined already')
    .option('--force', 'ghi đè tệp đã có · overwrite an existing file')
    .action((options: Options) => invite(options, tools));
}

async function invite(options: Options, { terminal, locales, linksTo }: Tools): Promise<void> {
  const links = await linksTo(options.bot);
  const day = addDays(dayOf(new Date()), options.days);
  await withDatabase(terminal, async (parts) => {
    let count = 0;
    const make = async () => {
      const { invitations, forged } = await runAsOperator(parts, {
        name: 'invite',
        payload: {
          unit: options.unit,
          person: options.person,
          evenIfLinked: options.all === true,
          tryingChannel: TRYING_CHANNEL,
          expiresAt: endOfDay(day),
        },
      });
      count = invitations.length;
      for (const row of forged) terminal.note('invite.forged', { row: JSON.stringify(row) });
      const lastDay = formatDate(day, 'vi');
      return writeWorkbook(
        invitationWorkbook({ invitations, ...links, lastDay, translate: locales.translator('vi') }),
      );
    };
    await writeNewFile(options.out, { make, force: options.force === true });
    terminal.say('invite.done', { count, file: options.out, day: formatDate(day, 'vi') });
    terminal.say('invite.keep-safe', { file: options.out });
  });
}

function toDays(text: string): number {
  const days = /^[1-9]\d?$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS) throw new InvalidArgumentError(`1 … ${MOST_DAYS}`);
  return days;
}
