import { type Actor, isPerson } from './actor.ts';

/** What a person has to do, and how far they are with it. */
export function mayViewHome(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** The language in which the bot speaks to a person. */
export function mayChooseLanguage(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** What is held on a person, and what was done about them. */
export function mayViewAccount(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** What a person can erase: their unfinished answers and their bound chat. */
export function mayViewErasure(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** How the bot is used and what it keeps: the same for every person. */
export function mayReadGuide(actor: Actor): boolean {
  return actor.kind === 'person';
}
