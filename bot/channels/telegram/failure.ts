import { GrammyError, HttpError } from 'grammy';
import { AppError } from '../../../models/errors.ts';

/** What a failed call means for us. */
export type FailureKind =
  /** Too many calls: none in this scope for so many seconds. */
  | 'flood'
  /** Telegram or the way there is down; worth another try. */
  | 'passing'
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

const CODES: Readonly<Record<FailureKind, string>> = {
  flood: 'channel-busy',
  passing: 'channel-unreachable',
  unauthorised: 'telegram-unauthorised',
  'other-poller': 'telegram-other-poller',
  unreachable: 'chat-unreachable',
  migrated: 'channel-refused',
  unchanged: 'channel-refused',
  markup: 'channel-refused',
  refused: 'channel-refused',
};

/** Waits so long when Telegram asks to wait and does not say how long. */
const DEFAULT_WAIT_SECONDS = 5;

/**
 * A failed call, told anew: neither the token, which is part of the address, nor what was sent is in it.
 * `seconds` comes with `flood`, `movedTo` with `migrated`.
 */
export class TelegramFailure extends AppError {
  readonly kind: FailureKind;
  readonly seconds: number;
  readonly movedTo: string;

  constructor(kind: FailureKind, about: { method: string; reason: string; seconds?: number; movedTo?: string }) {
    const { method, reason, seconds = 0, movedTo = '' } = about;
    super(CODES[kind], {
      message: `${method}: ${reason}`,
      details: { channel: 'telegram', method, ...(kind === 'flood' ? { seconds } : {}) },
    });
    this.kind = kind;
    this.seconds = seconds;
    this.movedTo = movedTo;
  }
}

/** Makes sense of whatever a call threw. */
export function toFailure(error: unknown, method: string): TelegramFailure {
  if (error instanceof TelegramFailure) return error;
  if (error instanceof GrammyError) return fromAnswer(error, method);
  return new TelegramFailure('passing', { method, reason: reasonOf(error) });
}

function fromAnswer(error: GrammyError, method: string): TelegramFailure {
  const { error_code: status, description, parameters } = error;
  const about = { method, reason: `${status} ${cleaned(description)}` };
  if (status === 429) {
    return new TelegramFailure('flood', { ...about, seconds: parameters.retry_after ?? DEFAULT_WAIT_SECONDS });
  }
  if (parameters.migrate_to_chat_id !== undefined) {
    return new TelegramFailure('migrated', { ...about, movedTo: String(parameters.migrate_to_chat_id) });
  }
  return new TelegramFailure(kindOf(status, description), about);
}

function kindOf(status: number, description: string): FailureKind {
  if (status >= 500) return 'passing';
  // To a token that it never gave out Telegram says just this.
  if (status === 401 || (status === 404 && description === 'Not Found')) return 'unauthorised';
  if (status === 409) return 'other-poller';
  if (status === 403) return 'unreachable';
  if (/chat not found|user is deactivated|PEER_ID_INVALID|bot was blocked/i.test(description)) return 'unreachable';
  if (/message is not modified/i.test(description)) return 'unchanged';
  if (/can't parse entities|ENTITY|ENTITIES/i.test(description)) return 'markup';
  return 'refused';
}

/** Telegram quotes pieces of a message that it does not understand. */
function cleaned(description: string): string {
  return description.replace(/["“].*["”]/gs, '"…"').slice(0, 200);
}

/** Only the kind of a network's failure: its text holds the address, and that holds the token. */
function reasonOf(error: unknown): string {
  const inner: unknown = error instanceof HttpError ? error.error : error;
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'no answer';
}
