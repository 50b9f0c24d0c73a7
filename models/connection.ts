import mongoose, { type ClientSession, type Connection } from 'mongoose';
import { defineAttachments } from './attachment.ts';
import { defineAuditEvents } from './audit-event.ts';
import { defineCollectives } from './collective.ts';
import { defineCommands } from './command.ts';
import { defineCommitments } from './commitment.ts';
import { defineConclusions } from './conclusion.ts';
import { defineCycles } from './cycle.ts';
import { defineDrafts } from './draft.ts';
import { defineEditions } from './edition.ts';
import type { KeyRing } from './encryption.ts';
import { AppError } from './errors.ts';
import { defineIdentities } from './identity.ts';
import { defineInvitations } from './invitation.ts';
import { defineKeyChecks, findKeyFaults, type KeyFaults } from './key-check.ts';
import { definePeople } from './person.ts';
import { definePosts } from './post.ts';
import { defineRemedies } from './remedy.ts';
import { defineSubmissions } from './submission.ts';
import { defineSuggestions } from './suggestion.ts';
import { defineUnits } from './unit.ts';

const ANSWER_WITHIN_MS = 10_000;
/** A link that says nothing for so long is dead, even if it is open. */
const SILENT_MS = 30_000;

export type { AnyBulkWriteOperation, ClientSession, Model } from 'mongoose';

/** The system of record: one typed collection each. */
export type Database = Awaited<ReturnType<typeof connectDatabase>>;

/**
 * Connects to MongoDB and makes sure that every index is there. Writes are acknowledged by the majority.
 * Throws `mongodb-unreachable`.
 */
export async function connectDatabase(uri: string) {
  const connection = await connect(uri);
  const database = {
    units: defineUnits(connection),
    collectives: defineCollectives(connection),
    people: definePeople(connection),
    posts: definePosts(connection),
    cycles: defineCycles(connection),
    commands: defineCommands(connection),
    auditEvents: defineAuditEvents(connection),
    commitments: defineCommitments(connection),
    remedies: defineRemedies(connection),
    suggestions: defineSuggestions(connection),
    conclusions: defineConclusions(connection),
    drafts: defineDrafts(connection),
    editions: defineEditions(connection),
    identities: defineIdentities(connection),
    invitations: defineInvitations(connection),
    keyChecks: defineKeyChecks(connection),
    submissions: defineSubmissions(connection),
    ...defineAttachments(connection),
    /** Runs `work` so that all of its writes happen or none; it may run more than once. */
    transaction: (work: (session: ClientSession) => Promise<void>): Promise<void> =>
      connection.transaction(work).then(() => undefined),
    /** Resolves once the server answers. */
    ping: async (): Promise<void> => {
      await connection.db?.command({ ping: 1 });
    },
    close: () => connection.close(),
  };
  for (const model of Object.values(connection.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
  return database;
}

/** Finds what is wrong with a key ring, and makes nothing in the database. Throws `mongodb-unreachable`. */
export async function askKeyFaults(uri: string, keys: KeyRing | undefined): Promise<KeyFaults> {
  const connection = await connect(uri);
  try {
    return await findKeyFaults({ keyChecks: defineKeyChecks(connection) }, keys);
  } finally {
    await connection.close();
  }
}

async function connect(uri: string): Promise<Connection> {
  // A misspelt field in a filter would otherwise match everything.
  mongoose.set('strictQuery', 'throw');
  const options = {
    serverSelectionTimeoutMS: ANSWER_WITHIN_MS,
    connectTimeoutMS: ANSWER_WITHIN_MS,
    socketTimeoutMS: SILENT_MS,
    autoIndex: false,
    autoCreate: false,
  };
  try {
    const connection = await mongoose
      .createConnection(uri, { ...options, writeConcern: { w: 'majority', j: true } })
      .asPromise();
    connection.set('sanitizeFilter', true);
    return connection;
  } catch (cause) {
    throw new AppError('mongodb-unreachable', {
      message: 'MongoDB does not answer',
      details: { address: hostOf(uri), reason: (cause as Error).name },
    });
  }
}

/** Where a URI leads, without the credentials in it. */
function hostOf(uri: string): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? '?';
}
