import type { Post } from '../organisation/post.ts';

/** The actor as it is stored: a person, or an operator with access to the machine. */
export type ActorName =
  | { kind: 'person'; person: string }
  /** `user` and `host` as the operating system names them. */
  | { kind: 'operator'; user: string; host: string };

/** The actor as policies see it: a person with their posts at that moment, or an operator. */
export type Actor =
  | { kind: 'person'; person: string; posts: readonly Post[] }
  | Extract<ActorName, { kind: 'operator' }>;

/** The actor as it is stored. */
export function nameOfActor(actor: Actor): ActorName {
  if (actor.kind === 'person') return { kind: 'person', person: actor.person };
  const { kind, user, host } = actor;
  return { kind, user, host };
}

/** Whether the actor is this person themselves. */
export function isPerson(actor: Actor, person: string): boolean {
  return actor.kind === 'person' && actor.person === person;
}

/** Whether the actor is an operator (quản trị): not a Party office, but the people who run the bot and keep its lists. */
export function isOperator(actor: Actor): boolean {
  return actor.kind === 'operator';
}
