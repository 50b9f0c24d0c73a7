import { type Actor, isOperator } from './actor.ts';
import { mayActForMember } from './secretary.ts';

export function mayOpenCycle(actor: Actor): boolean {
  return isOperator(actor);
}

export function mayCloseCycle(actor: Actor): boolean {
  return isOperator(actor);
}

export function mayReopenCycle(actor: Actor): boolean {
  return isOperator(actor);
}

/** Whom a decision about a cycle concerns, and the bodies that lead that person's unit and those above it. */
interface Concerned {
  of: { kind: 'all' | 'unit' | 'person'; code: string | null };
  collectives: readonly string[];
}

/**
 * Operators may extend any day for anybody; a secretary of the person's unit, or of one above it,
 * the day on which one other person's draft is due.
 */
export function mayExtendCycle(actor: Actor, extension: Concerned & { date: string }): boolean {
  return isOperator(actor) || (extension.date === 'draftsDue' && mayDecideFor(actor, extension));
}

/** Operators may exclude anybody, or a whole unit; a secretary above one other person may excuse that person. */
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

/** One person alone, and never oneself. */
function mayDecideFor(actor: Actor, { of, collectives: bodies }: Concerned): boolean {
  return of.kind === 'person' && mayActForMember(actor, { person: of.code ?? '', bodies });
}
