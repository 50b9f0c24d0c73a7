import type { Redis } from 'ioredis';
import type { Language, Text } from '../../../flows/definition.ts';
import type { Log } from '../../../handlers/ports.ts';
import type { Translate } from '../../../handlers/present/context.ts';
import type { AppError } from '../../../models/errors.ts';
import type { Timing } from './timing.ts';

/** An entry of the menu that Telegram shows beside the text field. */
export interface TelegramCommand {
  /** `a`–`z`, digits and `_`, at most 32. */
  name: string;
  description: Text;
}

/** What the Telegram channel needs. */
export interface TelegramDependencies {
  /** Secret; it is part of every address that is called, and never told to anybody else. */
  token: string;
  /** Without a slash at the end; Telegram's own if absent. */
  apiRoot?: string;
  /** Updates are pushed to `url` instead of polled for; `secret` proves that Telegram pushes them. */
  webhook?: { url: string; secret: string };
  /** Keeps what the parts of a pasted text and the pointers in groups need to know across restarts. */
  redis: Redis;
  /** Of every Redis key. */
  prefix: string;
  commands: readonly TelegramCommand[];
  translator(language: Language): Translate;
  /** Told once when Telegram will not serve us any more: `telegram-unauthorised` or `telegram-other-poller`. */
  onFatal(error: AppError): void;
  now(): Date;
  log: Log;
  timing?: Partial<Timing>;
}
