/** People who open the bot and begin their review. */
export interface JoinOrder {
  do: 'join';
  people: readonly number[];
  /** What each of them writes, one message after another. */
  lines: readonly string[];
  atOnce: number;
}

/** People who answer, each after the reply to their last answer. */
export interface AnswerOrder {
  do: 'answer';
  /** How many people answer at a time; a person without questions left is replaced by the next one. */
  atOnce: number;
  /** How many answers all of them give together. */
  answers: number;
  /** Questions of one person. */
  questions: number;
  /** How long a person thinks before an answer, on average. */
  thinkMs: number;
  /** Another person, who meanwhile sends messages as fast as the messenger takes them. */
  flood?: { person: number; messages: number };
}

export type Order = JoinOrder | AnswerOrder;

/** How fast people got replies. */
export interface Pace {
  answers: number;
  seconds: number;
  /** The time from the arrival of the update to the call with the reply, in milliseconds. */
  p50: number;
  p95: number;
  p99: number;
}

/** A message of the messenger's process: first its address, then one report for each order. */
export type Report = { root: string; token: string } | Pace | { failure: string };
