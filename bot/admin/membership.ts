import { type Command, InvalidArgumentError } from 'commander';
import { dayOf } from '../../flows/rules/calendar.ts';
import { findTerm, LEAVE_REASON_TERMS, officialTerms } from '../../handlers/import/terms.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { LEAVE_REASONS, type LeaveReason } from '../../models/organisation/membership.ts';
import { listPosts } from '../../models/organisation/post.ts';
import type { Terminal } from '../operator/terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { toDay } from './to-day.ts';
import { withDatabase } from './with-database.ts';

const PERSON = ['--person <code>', 'mã người · code of the person'] as const;
const TODAY = 'mặc định: hôm nay · default: today';

/** `leave`, `join` and `move`: where and when a person belongs. */
export function addMembershipCommands(program: Command, terminal: Terminal): void {
  addLeave(program, terminal);
  addJoin(program, terminal);
  addMove(program, terminal);
}

function addLeave(program: Command, terminal: Terminal): void {
  program
    .command('leave')
    .description('Ghi nhận một người rời tổ chức · Record that a person leaves the organisation')
    .requiredOption(...PERSON)
    .requiredOption('--why <reason>', `lý do · reason: ${LEAVE_REASONS.join(', ')}`, toReason)
    .option('--on <day>', `ngày đầu tiên không còn thuộc tổ chức · first day without them; ${TODAY}`, toDay)
    .action(({ person, why, on = dayOf(new Date()) }: { person: string; why: LeaveReason; on?: string }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { person, on, why };
        const { unit } = await runAsOperator(parts, { name: 'end-membership', payload });
        terminal.say('membership.left', { person, unit, day: formatDate(on, 'vi') });
        const posts = await listPosts(parts.database, { people: [person], day: on });
        if (posts.length === 0) return;
        const held = posts.map(({ title, collective }) => `${title} (${collective})`).join(', ');
        terminal.say('membership.posts-ended', { person, posts: held });
      }),
    );
}

function addJoin(program: Command, terminal: Terminal): void {
  program
    .command('join')
    .description('Ghi nhận lại một người đã rời · Take in a person again who had left')
    .requiredOption(...PERSON)
    .requiredOption('--unit <code>', 'đơn vị · code of the unit')
    .option('--on <day>', `ngày đầu tiên thuộc đơn vị · first day in the unit; ${TODAY}`, toDay)
    .action(({ person, unit, on = dayOf(new Date()) }: { person: string; unit: string; on?: string }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { person, unit, on };
        const { isAsBefore } = await runAsOperator(parts, { name: 'start-membership', payload });
        if (isAsBefore) terminal.say('membership.stays', { person, unit });
        else terminal.say('membership.joined', { person, unit, day: formatDate(on, 'vi') });
      }),
    );
}

function addMove(program: Command, terminal: Terminal): void {
  program
    .command('move')
    .description('Chuyển một người sang đơn vị khác trong tổ chức · Move a person to another unit')
    .requiredOption(...PERSON)
    .requiredOption('--to <code>', 'đơn vị mới · code of the new unit')
    .option('--on <day>', `ngày đầu tiên ở đơn vị mới · first day in the new unit; ${TODAY}`, toDay)
    .action(({ person, to, on = dayOf(new Date()) }: { person: string; to: string; on?: string }) =>
      withDatabase(terminal, async (parts) => {
        const payload = { person, to, on };
        const { from, isCorrection } = await runAsOperator(parts, { name: 'move-membership', payload });
        terminal.say('membership.moved', { person, from, unit: to, day: formatDate(on, 'vi') });
        if (isCorrection) terminal.say('membership.moved-instead', { person, from });
      }),
    );
}

/** A reason by its code, or by its official term in any case. Throws `InvalidArgumentError`. */
export function toReason(text: string): LeaveReason {
  const reason = LEAVE_REASONS.find((one) => one === text) ?? findTerm(LEAVE_REASON_TERMS, text);
  if (reason !== undefined) return reason;
  throw new InvalidArgumentError(`${LEAVE_REASONS.join(', ')}; ${officialTerms(LEAVE_REASON_TERMS)}`);
}
