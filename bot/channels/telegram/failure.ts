import { GrammyError, HttpError } from 'grammy';

/** What a failed call means for us. */
export type FailureKind =
  /** Too many calls: none in this scope for so many seconds. */
  | 'rate-limited'
  /** Telegram or the way there is down; worth another try. */
  | 'temporary'
  | 'unauthorised'
  | 'other-poller'
  /** The person blocked the bot, left Telegram or never wrote to us. */
  | 'unreachable'
  /** The group has another id now. */
  | 'migrated'
  /** The message is already as the edit would have it. */
  | 'unchanged'
  /** The formatting was not understood. */
  | 'markup'
  | 'refused';

/** Waits so long when Telegram asks to wait and does not say how long. */
const DEFAULT_WAIT_SECONDS = 5;
const LONGEST_REASON = 200;

/**
 * A failed call, told anew: neither the token, which is part of the address, nor what was sent is in it.
 * `seconds` comes with `rate-limited`, `movedTo` with `migrated`.
 */
export class TelegramFailure extends Error {
  readonly kind: FailureKind;
  readonly method: string;
  readonly seconds: number;
  readonly movedTo: string;

  constructor(
    kind: FailureKind,
    about: { method: string; reason: string; seconds?: number; movedTo?: string },
  ) {
    super(`${about.method}: ${about.reason}`);
    this.name = 'TelegramFailure';
    this.kind = kind;
    this.method = about.method;
    this.seconds = about.seconds ?? (kind === 'rate-limited' ? DEFAULT_WAIT_SECONDS : 0);
    this.movedTo = about.movedTo ?? '';
  }
}

/** Makes sense of whatever a call threw. */
export function toFailure(error: unknown, method: string): TelegramFailure {
  if (error instanceof TelegramFailure) return error;
  if (error instanceof GrammyError && isOfBotApi(error)) return fromAnswer(error, method);
  return new TelegramFailure('temporary', { method, reason: reasonOf(error) });
}

/** grammY's own client, which uploads, takes whatever JSON came for an answer of the Bot API. */
function isOfBotApi({ error_code, description }: GrammyError): boolean {
  return Number.isInteger(error_code) && typeof description === 'string';
}

function fromAnswer(error: GrammyError, method: string): TelegramFailure {
  const { error_code: status, description, parameters } = error;
  const about = { method, reason: `${status} ${cleaned(description)}` };
  if (status === 429) {
    const { retry_after: seconds } = parameters;
    return new TelegramFailure('rate-limited', seconds === undefined ? about : { ...about, seconds });
  }
  if (parameters.migrate_to_chat_id !== undefined) {
    return new TelegramFailure('migrated', { ...about, movedTo: String(parameters.migrate_to_chat_id) });
  }
  return new TelegramFailure(kindOf(status, description), about);
}

function kindOf(status: number, description: string): FailureKind {
  if (status >= 500) return 'temporary';
  // To a token that it never gave out Telegram says just this.
  if (status === 401 || (status === 404 && description === 'Not Found')) return 'unauthorised';
  if (status === 409) return 'other-poller';
  if (status === 403) return 'unreachable';
  if (/chat not found|user is deactivated|PEER_ID_INVALID|bot was blocked/i.test(description))
    return 'unreachable';
  if (/message is not modified/i.test(description)) return 'unchanged';
  if (/can't parse entities|ENTITY|ENTITIES/i.test(description)) return 'markup';
  return 'refused';
}

/** Telegram quotes pieces of a message that it does not understand. */
function cleaned(description: string): string {
  return description.replace(/["“].*["”]/gs, '"…"').slice(0, LONGEST_REASON);
}

/** Only the kind of a network's failure: its text holds the address, and that holds the token. */
function reasonOf(error: unknown): string {
  const inner: unknown = error instanceof HttpError ? error.error : error;
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'no answer';
}
