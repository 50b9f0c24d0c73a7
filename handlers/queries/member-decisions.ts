import { findPeople } from '../../models/organisation/person.ts';
import { findOpenCycle, listOpenCycles } from '../../models/review/cycle.ts';
import {
  addsPerson,
  type CycleChange,
  openReason,
  type Place,
  readDecisions,
} from '../../models/review/cycle-change.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { type Directory, unitsIn } from './directory.ts';

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
  const told = await describeChanges({ database, keys }, changes);
  return told.map((one, index) => ({
    ...one,
    ...(isOver(changes[index] as CycleChange) && { isOver: true as const }),
  }));
}

/** What was decided about a unit in an open cycle; `unit` is its name. */
export type UnitDecision = MemberDecision & { unit: string };

/**
 * The excuses and additions that hold of these units, those above them and those below, in this order. Throws `envelope-unreadable`.
 */
export async function listUnitDecisions(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
  { directory, units }: { directory: Directory; units: readonly string[] },
): Promise<UnitDecision[]> {
  const above = units.flatMap((code) => directory.units.get(code)?.ancestors ?? []);
  const codes = new Set([...above, ...unitsIn(directory, { units })]);
  const changes = (await listOpenCycles(database)).flatMap((cycle) => {
    const { ruleFor } = readDecisions(cycle.changes);
    return [...codes].flatMap((code) => ruleFor({ person: '', upwards: [code] }) ?? []);
  });
  const told = await describeChanges({ database, keys }, changes);
  return told.map((one, index) => {
    const { code = '' } = changes[index]?.of ?? {};
    return { ...one, unit: directory.units.get(code ?? '')?.name ?? code ?? '' };
  });
}

/** Decisions with their reasons and the names of who made them, in the same order. */
async function describeChanges(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
  changes: readonly CycleChange[],
): Promise<MemberDecision[]> {
  const deciders = changes.flatMap(({ by }) => (by.kind === 'person' ? by.person : []));
  const people = await findPeople(database, { codes: deciders });
  const name = (code: string) => people.find(({ _id }) => _id === code)?.name ?? code;
  return changes.map((change) => {
    const { kind, day, by, at } = change;
    const whose = by.kind === 'person' ? name(by.person) : null;
    return { kind, day, why: openReason(keys, change), by: whose, at: at.toISOString() };
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
