import { dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { listJoinedAmong } from '../../models/chat/identity.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { countingVersions, listSubmitted } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { type AskedPerson, listAskedByCycle } from './asked-people.ts';
import { countsAsLate } from './load-asked.ts';
import { packOf } from './load-subject.ts';

/** How far a cycle is, in numbers. */
export interface CycleProgress {
  cycle: string;
  unitName: string;
  status: Cycle['status'];
  /** How many it asks, or asked up to the day when it was closed; all numbers but `excused` are of these. */
  asked: number;
  /** Whose version is recorded and not withdrawn; `onPaper` of them on paper. */
  handedIn: number;
  onPaper: number;
  /** Who handed in late, or is overdue. */
  late: number;
  /** Who has neither handed in nor any chat. */
  notJoined: number;
  excused: number;
}

/** For so long a closed cycle is still told of. */
const LATELY_MS = 30 * 24 * 60 * 60 * 1_000;

/** The progress of every open cycle and of those closed within a month; the number of queries does not grow with people. */
export async function listCycleProgress(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'digests'> },
  { now }: { now: Date },
): Promise<CycleProgress[]> {
  const all = await listAskedByCycle(database, { day: dayOf(now) });
  const wanted = all.filter(({ cycle }) => isTold(cycle, now));
  const people = [...new Set(wanted.flatMap(({ asked }) => asked.map(({ person }) => person._id)))];
  const [submitted, units, joined] = await Promise.all([
    listSubmitted(database, { cycles: wanted.map(({ cycle }) => cycle._id) }),
    findUnits(database, { codes: wanted.map(({ cycle }) => cycle.unit) }),
    listJoinedAmong({ database, keys }, { people }),
  ]);
  const names = new Map(units.map(({ _id, name }) => [_id, name]));
  const counting = countingVersions(submitted);
  return wanted.map(({ cycle, asked, excused }) => ({
    ...{ cycle: cycle._id, unitName: names.get(cycle.unit) ?? '', status: cycle.status },
    ...countAsked(asked, { cycle, counting, joined, now }),
    excused: excused.length,
  }));
}

function isTold({ status, closedAt }: Cycle, now: Date): boolean {
  return status === 'open' || (closedAt !== null && now.getTime() - closedAt.getTime() <= LATELY_MS);
}

function countAsked(
  asked: readonly AskedPerson[],
  of: {
    cycle: Cycle;
    counting: ReturnType<typeof countingVersions>;
    joined: ReadonlySet<string>;
    now: Date;
  },
) {
  const { cycle, counting, joined, now } = of;
  const due = dayIn(cycle.year, packOf(cycle).dates.draftsDue);
  const each = asked.map(({ person, days }) => {
    const version = counting.get(`${person._id} ${cycle._id}`);
    const isHandedIn = version !== undefined && version.withdrawnAt === undefined;
    return {
      isHandedIn,
      isOnPaper: isHandedIn && version.entry?.how === 'paper',
      isLate: countsAsLate(version, { days, due, now }),
      isNotJoined: !isHandedIn && !joined.has(person._id),
    };
  });
  const count = (what: keyof (typeof each)[number]) => each.filter((one) => one[what]).length;
  return {
    asked: each.length,
    handedIn: count('isHandedIn'),
    onPaper: count('isOnPaper'),
    late: count('isLate'),
    notJoined: count('isNotJoined'),
  };
}
