import { dayOf } from '../../flows/rules/calendar.ts';
import type { PayloadOf } from '../../handlers/commands/catalogue.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { listAskedPeople } from '../../handlers/queries/asked-people.ts';
import { createMembers } from '../../handlers/queries/members.ts';
import { createReviews, type Reviews } from '../../handlers/queries/reviews.ts';
import type { ActorName } from '../../models/policies/actor.ts';
import { openCycle } from '../../models/review/open-cycle.ts';
import { OPERATOR } from './commands.ts';
import { NOW, type Office, smallOrganisation, table } from './organisation.ts';
import { PLAN_58, packFrom } from './packs.ts';

export const CYCLE = 'DB-2026';
/** The day on which drafts are due by the pack. */
export const DUE = '2026-11-25';

/** P4 is exempt, so the pack asks nothing of them; P5 heads the chi bộ of P2 and P4, P6 is a plain member of its chi ủy. */
export function organisationWithExempt() {
  return [
    ...smallOrganisation(),
    table('collectives', ['CU', 'Chi ủy Một', 'Chi ủy', 'CB'], ['CU2', 'Chi ủy Hai', 'Chi ủy', 'CB2']),
    table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB']),
    table(
      'people',
      [
        'P4',
        'Phạm Văn Bốn',
        '01/02/1940',
        'Đảng viên được miễn công tác và sinh hoạt đảng',
        'CB',
        'Không',
        '',
      ],
      ['P5', 'Đỗ Thị Năm', '01/02/1975', 'Đảng viên chính thức', 'CB', 'Không', ''],
      ['P6', 'Vũ Văn Sáu', '01/02/1976', 'Đảng viên chính thức', 'CB', 'Không', ''],
      ['P7', 'Bùi Văn Bảy', '01/02/1977', 'Đảng viên chính thức', 'CB2', 'Không', ''],
    ),
    table(
      'posts',
      ['P5', 'CU', 'Cấp trưởng', 'Bí thư chi bộ', 'Đảng'],
      ['P6', 'CU', 'Thành viên', 'Chi ủy viên', 'Đảng'],
      ['P7', 'CU2', 'Cấp trưởng', 'Bí thư chi bộ', 'Đảng'],
    ),
  ];
}

export function openPlan58(office: Office, year = 2026) {
  return openCycle(office.database, { unit: 'DB', year, pack: packFrom(PLAN_58), now: NOW });
}

/** What people are asked, read afresh. */
export function reviewsOf(office: Office): Reviews {
  return createReviews({
    ...office,
    members: createMembers(office.database),
    withFallback: (_name, look) => look(),
    today: () => dayOf(NOW),
  });
}

/** Codes of the people whom open cycles ask. */
export async function askedIn(office: Office): Promise<string[]> {
  return (await listAskedPeople(office.database, { day: dayOf(NOW) })).map(({ person }) => person._id);
}

type Decision = 'reopen-cycle' | 'extend-cycle' | 'exclude-from-cycle' | 'include-in-cycle';

/** Runs a decision about the cycle; returns its outcome in one word: recorded, or why not. */
export async function decide<Name extends Decision>(
  office: Office,
  call: { name: Name; id: string; actor?: ActorName; payload: PayloadOf<Name> },
): Promise<string> {
  const end = await runCommand<Name>(office, { actor: OPERATOR, ...call });
  return end.status === 'recorded' ? end.status : end.reason;
}
