import type { Redis } from 'ioredis';
import type { Text } from '../../../flows/forms/definition.ts';
import type { SentFiles } from '../../../handlers/sent-files.ts';
import type { KeyRing } from '../../../models/store/encryption.ts';
import type { RateLimit } from '../rate-limiter.ts';

/** A person as the page lists them. */
export interface WebPerson {
  code: string;
  name: string;
  unit: string;
  posts: readonly string[];
}

/** An entry of the page's menu: sends the command `name`. */
export interface WebCommand {
  name: string;
  label: Text;
}

/** What the web channel needs. */
export interface WebChannelDependencies {
  redis: Redis;
  /** Seals the chat log. */
  keys: KeyRing;
  /** Of every Redis key. */
  prefix: string;
  people(): Promise<readonly WebPerson[]>;
  /** Binds the person to the chat of the same name; false if there is no such person. */
  link(code: string): Promise<boolean>;
  /** Keeps the files that people send, which a messenger would do itself. */
  files: SentFiles;
  commands?: readonly WebCommand[];
  now(): Date;
  log: { warn(details: object, text: string): void; error(details: object, text: string): void };
  rateLimit?: RateLimit;
}
