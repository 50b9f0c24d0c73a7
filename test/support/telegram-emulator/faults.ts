import { ApiError } from './api-error.ts';

/** How a call goes wrong. */
export type Fault =
  /** Telegram refuses it, without any effect. */
  | { status: number; description?: string; retryAfter?: number; migrateTo?: number }
  /** The connection breaks; `after` the call had its effect, or before. */
  | { cut: 'before' | 'after' }
  /** The connection stays open and says nothing; `after` the call had its effect, or before. `then` is told. */
  | { hang: 'before' | 'after'; then?: () => void }
  /** The answer comes when this is fulfilled. */
  | { until: Promise<unknown> }
  /** Something between Telegram and the bot answers in its place, without any effect. */
  | { answer: ForeignAnswer };

/** An answer that is none of the Bot API's. */
export interface ForeignAnswer {
  status: number;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

/** Which calls go wrong: all that fit, until so many have or `while` no longer holds. */
export interface FaultRule {
  method?: string;
  chat?: number;
  times?: number;
  while?: () => boolean;
  fault: Fault;
}

/** Rules about what goes wrong, asked for each call. */
export interface Faults {
  add(rule: FaultRule): void;
  /** The fault for this call, if a rule matches; counts the match. */
  match(method: string, chat: number | undefined): Fault | undefined;
  clear(): void;
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  429: 'Too Many Requests: retry after',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

export function createFaults(): Faults {
  let rules: { rule: FaultRule; met: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, met: 0 }),
    match(method, chat) {
      if (rules.length === 0) return undefined;
      rules = rules.filter(
        ({ rule, met }) => met < (rule.times ?? Number.POSITIVE_INFINITY) && rule.while?.() !== false,
      );
      const found = rules.find(
        ({ rule }) =>
          (rule.method === undefined || rule.method === method) &&
          (rule.chat === undefined || rule.chat === chat),
      );
      if (found !== undefined) found.met += 1;
      return found?.rule.fault;
    },
    clear() {
      rules = [];
    },
  };
}

/** A fault of the first kind, as the API says it. */
export function toApiError(fault: Extract<Fault, { status: number }>): ApiError {
  const { status, retryAfter, migrateTo } = fault;
  const known = DESCRIPTIONS[status] ?? 'Bad Request: something is wrong';
  const description = fault.description ?? (retryAfter === undefined ? known : `${known} ${retryAfter}`);
  if (retryAfter !== undefined) return new ApiError(status, description, { retry_after: retryAfter });
  if (migrateTo !== undefined) return new ApiError(status, description, { migrate_to_chat_id: migrateTo });
  return new ApiError(status, description);
}
