import { type Actor, isPerson } from './actor.ts';

/** A person may see their own tasks and progress. */
export function mayViewHome(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** A person may choose the language in which the bot writes to them. */
export function mayChooseLanguage(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** A person may see what is stored about them and what was done about them. */
export function mayViewAccount(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** A person may see how to erase their unfinished answers and unlink their chat. */
export function mayViewErasure(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

/** Every person may read how the bot is used and what it stores. */
export function mayReadGuide(actor: Actor): boolean {
  return actor.kind === 'person';
}
