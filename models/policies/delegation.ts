import { type Actor, isPerson } from './actor.ts';
import { isSecretaryOver, mayActForMember, mayViewUnitPeople } from './secretary.ts';

/**
 * A member names who answers for them; a secretary records it of who said so on paper, and over which units is asked again
 * with what the record says. Nobody names themselves: a secretary records the paper of who wrote one.
 */
export function mayNameDelegate(
  actor: Actor,
  { person, delegate }: { person: string; delegate: string },
): boolean {
  return person !== delegate && !isPerson(actor, delegate) && mayWithdrawDelegate(actor, { person });
}

/** Who may name a delegate may withdraw them. */
export function mayWithdrawDelegate(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person) || mayViewUnitPeople(actor);
}

/** The delegate of a member is their own affair, and that of who leads one of these `bodies`: those over their unit. */
export function mayChangeDelegateUnder(
  actor: Actor,
  { person, bodies }: { person: string; bodies: readonly string[] },
): boolean {
  return isPerson(actor, person) || mayActForMember(actor, { person, bodies });
}

/**
 * A member picks among the people of their own cell, with all its groups, so that nobody looks through the whole
 * organisation; a secretary among those of the units that they lead. `bodies` lead the unit of the delegate and those above it.
 */
export function mayPickDelegate(
  actor: Actor,
  of: { person: string; isOfSameCell: boolean; bodies: readonly string[] },
): boolean {
  return isPerson(actor, of.person) ? of.isOfSameCell : isSecretaryOver(actor, of.bodies);
}

/** Only the delegate hands in what they answered; that they are still named is asked of the record. */
export function mayRecordDelegatedReview(actor: Actor, { delegate }: { delegate: string }): boolean {
  return isPerson(actor, delegate);
}

/** A delegate withdraws what they themselves handed in. */
export function mayWithdrawDelegatedReview(actor: Actor, { delegate }: { delegate: string }): boolean {
  return isPerson(actor, delegate);
}

/** A member withdraws what was handed in for them, as their own. */
export function mayWithdrawAnsweredFor(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** A secretary does it for who asked for it on paper; over which units is asked again with what the record says. */
export function mayWithdrawForMember(actor: Actor, { person }: { person: string }): boolean {
  return mayViewUnitPeople(actor) && !isPerson(actor, person);
}

/** A person may see who answers for them and for whom they answer. */
export function mayViewDelegation(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** A person may read all that was handed in for them. */
export function mayReadAnsweredFor(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}
