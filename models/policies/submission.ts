import { type Actor, isOperator, isPerson } from './actor.ts';
import { mayChangeMembership } from './membership.ts';

/** Only the person whom a self-review is about may hand it in. */
export function mayRecordSelfReview(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/**
 * Who keeps the list of a unit records what its people handed in on paper, but not their own; over which units is asked
 * again with what the record says of them.
 */
export function mayRecordPaperReview(actor: Actor, { person }: { person: string }): boolean {
  return mayChangeMembership(actor, { person });
}

/** Who may record what somebody handed in on paper may take it back. */
export function mayWithdrawPaperReview(actor: Actor, about: { person: string }): boolean {
  return mayRecordPaperReview(actor, about);
}

/** Only the person who handed in a self-review may withdraw it. */
export function mayWithdrawSelfReview(actor: Actor, submission: { person: string }): boolean {
  return actor.kind === 'person' && actor.person === submission.person;
}

/** A person may export their own self-review. Operators may export any, for the office that files them. */
export function mayExportSelfReview(actor: Actor, { person }: { person: string }): boolean {
  return isOperator(actor) || isPerson(actor, person);
}

export function mayExportReviewsOfUnit(actor: Actor): boolean {
  return isOperator(actor);
}

/** What another person has written: people erase their own answers in the chat itself. */
export function mayErasePerson(actor: Actor): boolean {
  return isOperator(actor);
}
