import { type Actor, isOperator, isPerson } from './actor.ts';

export function mayOpenCycle(actor: Actor): boolean {
  return isOperator(actor);
}

export function mayCloseCycle(actor: Actor): boolean {
  return isOperator(actor);
}

export function mayReopenCycle(actor: Actor): boolean {
  return isOperator(actor);
}

/** Whom a decision about a cycle concerns, and the collectives of that person's unit and of the units above it. */
interface Concerned {
  of: { kind: 'all' | 'unit' | 'person'; code: string | null };
  collectives: readonly string[];
}

/**
 * Operators may extend any day for anybody; a head or deputy of a collective of the person's unit, or of a unit above it,
 * the day on which one other person's draft is due.
 */
export function mayExtendCycle(actor: Actor, extension: Concerned & { date: string }): boolean {
  return isOperator(actor) || (extension.date === 'draftsDue' && mayDecideFor(actor, extension));
}

/** Operators may exclude anybody, or a whole unit; a head or deputy above one other person may excuse that person. */
export function mayExcludeFromCycle(actor: Actor, exclusion: Concerned): boolean {
  return isOperator(actor) || mayDecideFor(actor, exclusion);
}

/** The same who may exclude may take it back, or add somebody. */
export function mayIncludeInCycle(actor: Actor, inclusion: Concerned): boolean {
  return isOperator(actor) || mayDecideFor(actor, inclusion);
}

/** What a cycle that is closed does not need any longer. */
export function mayPurgeCycle(actor: Actor): boolean {
  return isOperator(actor);
}

/** Nobody decides for themselves, and no member of a collective who neither heads it nor stands in for its head. */
function mayDecideFor(actor: Actor, { of, collectives }: Concerned): boolean {
  if (actor.kind !== 'person' || of.kind !== 'person' || isPerson(actor, of.code ?? '')) return false;
  return actor.posts.some(({ collective, role }) => role !== 'member' && collectives.includes(collective));
}
