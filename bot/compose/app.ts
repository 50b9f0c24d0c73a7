import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { AppError } from '../../models/store/errors.ts';
import type { Channel, ChannelAddress } from '../channels/channel.ts';
import type { Config } from '../settings/config.ts';

/** What the app is started with. */
export interface AppOptions {
  config: Config;
  redisUrl: string;
  mongodbUri: string;
  log: Logger;
  now?: () => Date;
  /** Further channels, made from what every channel may use. */
  channels?: (shared: { redis: Redis; keys: KeyRing; prefix: string }) => readonly Channel[];
  prefix?: string;
  /** Told when something ends for good that the app cannot do without. */
  onFatal?: (error: AppError) => void;
}

/** The running app. */
export interface App {
  /** Where the server listens. */
  url: string;
  database: Database;
  /** Where people find the bot on messengers. */
  addresses: readonly ChannelAddress[];
  /** Takes nothing new in, finishes what is under way, and closes every connection. */
  stop(): Promise<void>;
}
