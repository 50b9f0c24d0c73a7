import { type Actor, isPerson } from './actor.ts';

/** One reports for oneself, or for a collective in which one holds a post. */
export function mayReportDifficulty(
  actor: Actor,
  { person, collective }: { person: string; collective: string | null },
): boolean {
  return isPerson(actor, person) && (collective === null || holdsPostIn(actor, [collective]));
}

/** What is reported is answered by those who hold a post in the office above, except by who reported it. */
export function mayAnswerDifficulty(
  actor: Actor,
  { offices, asker }: { offices: readonly string[]; asker: string },
): boolean {
  return holdsPostIn(actor, offices) && !isPerson(actor, asker);
}

/** What comes to the offices in which one holds a post; those without any have nothing that could come. */
export function mayReadDifficulties(actor: Actor): boolean {
  return actor.kind === 'person' && actor.posts.length > 0;
}

/** One thing that came to an `office`, or that the person themselves reported. */
export function mayReadDifficulty(
  actor: Actor,
  { person, office }: { person: string; office?: string | number },
): boolean {
  return office === undefined ? isPerson(actor, person) : holdsPostIn(actor, [String(office)]);
}

/** What the person themselves reported. */
export function mayReadOwnDifficulties(actor: Actor, { person }: { person: string }): boolean {
  return isPerson(actor, person);
}

function holdsPostIn(actor: Actor, collectives: readonly string[]): boolean {
  return actor.kind === 'person' && actor.posts.some(({ collective }) => collectives.includes(collective));
}
