import type { Messenger } from './start-messenger.ts';

/** A bot that is measured: it runs in its own process and uses its own emulated messenger. */
export interface Contestant {
  name: string;
  /** How many answers a person can give. */
  questions: number;
  pid: number;
  /** The process of background work; its processor time is added to the bot's. */
  workerPid?: number;
  messenger: Messenger;
  /** Resolves when all background work of the answers is done. */
  finished(): Promise<void>;
  stop(): Promise<void>;
}
