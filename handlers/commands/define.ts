import type { Redis } from 'ioredis';
import type { z } from 'zod';
import type { AuditEntry } from '../../models/audit-event.ts';
import type { CommandNews, CommandNote } from '../../models/command.ts';
import type { Actor } from '../../models/policies/actor.ts';
import type { ClientSession, Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { SealedPlace } from '../../models/store/reseal-redis.ts';
import type { Address } from '../ports.ts';

/** What a batch works with: it makes transactions of its own, each of seconds at most, and may be run again. */
export interface BatchContext {
  /** Id of the command. */
  id: string;
  actor: Actor;
  database: Database;
  keys: KeyRing;
  now: Date;
  /** Tells how much of a long work is done. */
  report(done: number, total: number): void;
}

/** What batches need that change live conversations. */
export interface LiveStore {
  redis: Redis;
  prefix: string;
  channels: ChannelMemory;
}

/** What channels keep in Redis beside the conversations. */
export interface ChannelMemory {
  /** Counts what is kept of a chat: messages of the trying page, parts of long texts. */
  count(address: Address): Promise<number>;
  /** Removes it; returns how much it was. */
  forget(address: Address): Promise<number>;
  /** Where sealed values lie there. */
  places: readonly SealedPlace[];
}

/** What a batch works with that changes live conversations. */
export type LiveContext = BatchContext & { live: LiveStore };

/** What a command works with: everything that it writes goes into the transaction of `session`. */
export type CommandContext = BatchContext & { session: ClientSession };

/** What a command did: `result` is for who asked for it and kept nowhere. */
export interface Done<Result> {
  result: Result;
  /** What who did it in a chat is told of it. */
  notes?: readonly CommandNote[];
  /** Whom else it is told. */
  news?: readonly CommandNews[];
  /** What the audit event tells; null where nothing has changed. */
  event: (Pick<AuditEntry, 'people' | 'facts'> & Partial<Pick<AuditEntry, 'contents'>>) | null;
}

/**
 * The last part of a batch, in the transaction of its outcome and its event: what must not be gone without them. It is done
 * again where the transaction is.
 */
export type LastPart<Result> = (session: ClientSession) => Promise<Done<Result>>;

/**
 * One act that changes the record. `audit` is the kind of its audit event; `refusals` are the codes of the errors that
 * mean that it cannot be recorded, now or ever, where all other errors mean that it failed and is to be tried again.
 */
interface Definition<Name extends string, Payload, Context, Ended> {
  name: Name;
  payload: z.ZodType<Payload>;
  policy(actor: Actor, payload: NoInfer<Payload>): boolean;
  audit: string;
  refusals: readonly string[];
  run(context: Context, payload: NoInfer<Payload>): Promise<Ended>;
}

export type CommandDefinition<Name extends string, Payload, Result> =
  | ({ batch?: false } & Definition<Name, Payload, CommandContext, Done<Result>>)
  /** Its outcome and event are written when it ends; until then the same id goes on with it. */
  | ({ batch: true } & Definition<Name, Payload, BatchContext, Done<Result>>)
  /** The same, with the live conversations. */
  | ({ batch: 'live' } & Definition<Name, Payload, LiveContext, Done<Result> | LastPart<Result>>);

export function define<Name extends string, Payload, Result>(
  definition: CommandDefinition<Name, Payload, Result>,
): CommandDefinition<Name, Payload, Result> {
  return definition;
}
