import { randomBytes } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { Facts } from './command.ts';
import type { ActorName } from './policies/actor.ts';
import type { KeyRing } from './store/encryption.ts';

/**
 * What was done, by whom and on whom; never what was written. An event is inserted with its act, and only its last
 * three fields change once: the sealer gives it its place in the chain.
 */
export interface AuditEvent {
  /** Id of the command. */
  _id: string;
  /** Version of the shape. */
  v: 1;
  /** Key of the sentence that says it. */
  kind: string;
  at: Date;
  actor: ActorName;
  /** Codes of the people whom it is about. */
  people: readonly string[];
  /** Fill the sentence. */
  facts: Facts;
  /** `contentDigest` of what was written, by a name: whether a record is still as it was can be checked with it. */
  contents: Readonly<Record<string, string>>;
  /** Keyed digest of all of the above. */
  mac: string;
  sealed: boolean;
  /** Place in the chain, from 1. */
  seq: number | null;
  /** `chainHash` of the event and the one before it. */
  hash: string | null;
}

/** An event before it has a digest and a place. */
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

/** A new salt of a record. Once the record is erased, and its salt with it, its digest says nothing to anybody. */
export function createSalt(): string {
  return randomBytes(SALT_BYTES).toString('base64url');
}

/** Keyed digest of what a record says, to be kept in an event. */
export function contentDigest(keys: Digests, of: { content: unknown; salt: string }): string {
  return keys.lastingDigests(`${of.salt}/${canonicalJson(of.content)}`, 'audit-content')[0] as string;
}

/** Every digest, by all keys of the ring, that an unchanged event may have. */
export function eventDigests(keys: Digests, event: AuditEntry): string[] {
  const { mac, sealed, seq, hash, ...told } = event as AuditEvent;
  return keys.lastingDigests(canonicalJson(told), 'audit-event');
}

/** Writes an event, in the transaction of what it tells. */
export async function insertAuditEvent(
  { database, keys }: { database: AuditEvents; keys: Digests },
  of: { entry: AuditEntry; session: ClientSession },
): Promise<void> {
  const told = { ...of.entry, v: 1 as const };
  const mac = eventDigests(keys, told)[0] as string;
  await database.auditEvents.create([{ ...told, mac, sealed: false, seq: null, hash: null }], {
    session: of.session,
  });
}

/** The newest events about a person, the newest first. */
export function listEventsAbout(
  database: AuditEvents,
  of: { person: string; most: number },
): Promise<AuditEvent[]> {
  return database.auditEvents.find({ people: of.person }).sort({ at: -1, _id: 1 }).limit(of.most).lean();
}

/** The newest events of all, the newest first; for operators only. */
export function listAllEvents(database: AuditEvents, of: { most: number }): Promise<AuditEvent[]> {
  return database.auditEvents.find({}).sort({ at: -1, _id: 1 }).limit(of.most).lean();
}

/** Every event: those in the chain in its order, then those that wait for their place. */
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

/** The same text for the same value, in whatever order its fields are stored. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
