import { randomBytes } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { Facts } from './command.ts';
import type { ActorName } from './policies/actor.ts';
import type { KeyRing } from './store/encryption.ts';

/**
 * A record of what was done, by whom and about whom; never of what was written. It is inserted in the transaction of the
 * act. Only its last three fields change, once: when the sealing job gives it a place in the chain.
 */
export interface AuditEvent {
  /** Id of the command. */
  _id: string;
  /** Version of the shape. */
  v: 1;
  /** Key of the sentence in the locales. */
  kind: string;
  at: Date;
  actor: ActorName;
  /** Codes of the people it is about. */
  people: readonly string[];
  /** Values for the placeholders of the sentence. */
  facts: Facts;
  /** `contentDigest` of what was written, by name. It shows whether a record was changed later. */
  contents: Readonly<Record<string, string>>;
  /** Keyed digest of all fields above. */
  mac: string;
  sealed: boolean;
  /** Place in the chain, from 1. */
  seq: number | null;
  /** `chainHash` of the event and the one before it. */
  hash: string | null;
}

/** An event before it gets its digest and its place in the chain. */
export type AuditEntry = Omit<AuditEvent, 'v' | 'mac' | 'sealed' | 'seq' | 'hash'>;

const schema = new Schema<AuditEvent>(
  {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
    kind: { type: String, required: true },
    at: { type: Date, required: true },
    actor: { type: Schema.Types.Mixed, required: true },
    people: { type: [String], required: true },
    facts: { type: Schema.Types.Mixed, required: true },
    contents: { type: Schema.Types.Mixed, required: true },
    mac: { type: String, required: true },
    sealed: { type: Boolean, required: true },
    seq: { type: Number, default: null },
    hash: { type: String, default: null },
  },
  { collection: 'audit_events', strict: 'throw', versionKey: false, minimize: false },
);
schema.index({ people: 1, at: -1 });
schema.index({ seq: 1 }, { name: 'one-place', unique: true, partialFilterExpression: { sealed: true } });
schema.index({ at: 1 }, { name: 'not-sealed', partialFilterExpression: { sealed: false } });

const SALT_BYTES = 16;

export type AuditEvents = { auditEvents: Model<AuditEvent> };
export type Digests = Pick<KeyRing, 'lastingDigests'>;

export function defineAuditEvents(connection: Connection): Model<AuditEvent> {
  return connection.model<AuditEvent>('AuditEvent', schema);
}

/** A new salt for a record. When a record is erased with its salt, its digest no longer reveals anything. */
export function createSalt(): string {
  return randomBytes(SALT_BYTES).toString('base64url');
}

/** Keyed digest of the content of a record, to be stored in an event. */
export function contentDigest(keys: Digests, salted: { content: unknown; salt: string }): string {
  return keys.lastingDigests(`${salted.salt}/${canonicalJson(salted.content)}`, 'audit-content')[0] as string;
}

/** Every digest, by all keys of the ring, that an unchanged event may have. */
export function eventDigests(keys: Digests, event: AuditEntry): string[] {
  const { mac, sealed, seq, hash, ...told } = event as AuditEvent;
  return keys.lastingDigests(canonicalJson(told), 'audit-event');
}

/** Writes an event in the transaction of its act. */
export async function insertAuditEvent(
  { database, keys }: { database: AuditEvents; keys: Digests },
  written: { entry: AuditEntry; session: ClientSession },
): Promise<void> {
  const told = { ...written.entry, v: 1 as const };
  const mac = eventDigests(keys, told)[0] as string;
  await database.auditEvents.create([{ ...told, mac, sealed: false, seq: null, hash: null }], {
    session: written.session,
  });
}

/** The newest events about a person, the newest first. */
export function listEventsAbout(
  database: AuditEvents,
  wanted: { person: string; most: number },
): Promise<AuditEvent[]> {
  return database.auditEvents
    .find({ people: wanted.person })
    .sort({ at: -1, _id: 1 })
    .limit(wanted.most)
    .lean();
}

/** The newest events of all, the newest first; for operators only. */
export function listAllEvents(database: AuditEvents, wanted: { most: number }): Promise<AuditEvent[]> {
  return database.auditEvents.find({}).sort({ at: -1, _id: 1 }).limit(wanted.most).lean();
}

/** Every event: first those in the chain, in its order, then those that wait for their place. */
export async function* readEvents(database: AuditEvents): AsyncGenerator<AuditEvent> {
  const sealed = { sealed: true };
  yield* database.auditEvents
    .find(sealed)
    .sort({ seq: 1 })
    .lean<AuditEvent[]>()
    .cursor() as AsyncIterable<AuditEvent>;
  const waiting = { sealed: mongoose.trusted({ $ne: true }) };
  yield* database.auditEvents.find(waiting).lean<AuditEvent[]>().cursor() as AsyncIterable<AuditEvent>;
}

/** The same text for the same value, independent of the order of its fields. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
