import type { Messenger } from './start-messenger.ts';

/** A bot at work: a process of its own, talking with a messenger of its own. */
export interface Contestant {
  name: string;
  /** How many answers a person can give. */
  questions: number;
  pid: number;
  /** A process that does what nobody waits for; its time counts as the bot's. */
  workerPid?: number;
  messenger: Messenger;
  /** Resolves when nothing that an answer set off is left to be done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}
