import type { Post } from '../organisation/post.ts';

/** Who does something, as it is written down: a person, or somebody who works on the machine. */
export type ActorName =
  | { kind: 'person'; person: string }
  /** `user` and `host` as the operating system names them. */
  | { kind: 'operator'; user: string; host: string };

/** Who does something, with what decides what they may do: a person's posts at that moment. */
export type Actor =
  | { kind: 'person'; person: string; posts: readonly Post[] }
  | Extract<ActorName, { kind: 'operator' }>;

/** Whether the actor is this person themselves. */
export function isPerson(actor: Actor, person: string): boolean {
  return actor.kind === 'person' && actor.person === person;
}

/** Administration (quản trị): not an office in the Party, but what keeps the bot running and its lists right. */
export function isOperator(actor: Actor): boolean {
  return actor.kind === 'operator';
}
