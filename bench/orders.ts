/** People who open the bot and begin their review. */
export interface JoinOrder {
  do: 'join';
  people: readonly number[];
  /** What each of them writes, one thing after the other. */
  lines: readonly string[];
  atOnce: number;
}

/** People who answer, each when the last answer was replied to. */
export interface AnswerOrder {
  do: 'answer';
  /** How many answer at one time; whoever has no question left gives the place to the next. */
  atOnce: number;
  /** How many answers all of them give together. */
  answers: number;
  /** Questions of one person. */
  questions: number;
  /** How long a person thinks before an answer, on average. */
  thinkMs: number;
  /** Somebody else, who meanwhile sends so many messages as fast as the messenger takes them. */
  flood?: { person: number; messages: number };
}

export type Order = JoinOrder | AnswerOrder;

/** How fast people were replied to. */
export interface Pace {
  answers: number;
  seconds: number;
  /** From the update being there to the call with the reply, in milliseconds. */
  p50: number;
  p95: number;
  p99: number;
}

/** What the messenger's process says: first where it is, then one report for each order. */
export type Report = { root: string; token: string } | Pace | { failure: string };
