import { type Actor, isOperator, isPerson } from './actor.ts';

/** A self-review is written by the person whom it is about, never by another for them. */
export function mayRecordSelfReview(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** What one has handed in is withdrawn by oneself, and by nobody else. */
export function mayWithdrawSelfReview(actor: Actor, of: { person: string }): boolean {
  return actor.kind === 'person' && actor.person === of.person;
}

/** One's own review, or any for administration, which hands it to the office that files it. */
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
