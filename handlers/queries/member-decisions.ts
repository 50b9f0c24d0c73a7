import { findPeople } from '../../models/organisation/person.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import { addsPerson, type CycleChange, openReason, type Place } from '../../models/review/cycle-change.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

/** What was decided about somebody in the open cycle. */
export interface MemberDecision {
  kind: CycleChange['kind'];
  /** Of an extension: the day until which they may hand in, `YYYY-MM-DD`. */
  day: string | null;
  why: string;
  /** Name of who decided it; null for administration. */
  by: string | null;
  /** ISO 8601, UTC. */
  at: string;
  /** A later decision took its place; only where it does not hold. */
  isOver?: true;
}

/**
 * The extensions, excuses and additions of somebody, each with its reason, which they were promised to read: those that hold
 * come first, then those that do not any longer. Throws `envelope-unreadable`.
 */
export async function listDecisionsFor(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
  { person }: { person: string },
): Promise<MemberDecision[]> {
  const found = await findOpenCycle(database, { person });
  if (found === undefined) return [];
  const { decisions, place, cycle } = found;
  const holding = [decisions.extensionFor(place, 'draftsDue')?.id, decisions.ruleFor(place)?.id];
  const isOver = ({ id }: CycleChange) => !holding.includes(id);
  const changes = (cycle.changes ?? [])
    .filter((change) => isTold(change) && concerns(change, place))
    .toSorted((one, other) => Number(isOver(one)) - Number(isOver(other)));
  const deciders = changes.flatMap(({ by }) => (by.kind === 'person' ? by.person : []));
  const people = await findPeople(database, { codes: deciders });
  return changes.map((change) => {
    const { kind, day, by, at } = change;
    const name = (code: string) => people.find(({ _id }) => _id === code)?.name ?? code;
    return {
      ...{ kind, day, why: openReason(keys, change), at: at.toISOString() },
      by: by.kind === 'person' ? name(by.person) : null,
      ...(isOver(change) && { isOver: true as const }),
    };
  });
}

/** Until when people hand in, whom nobody asks, and who is added by name. */
function isTold(change: CycleChange): boolean {
  return (
    change.kind === 'excluded' ||
    addsPerson(change) ||
    (change.kind === 'extended' && change.date === 'draftsDue')
  );
}

function concerns({ of: { kind, code } }: CycleChange, { person, upwards }: Place): boolean {
  return kind === 'all' || (kind === 'person' ? code === person : upwards.includes(code));
}
