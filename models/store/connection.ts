import mongoose, { type ClientSession, type Connection } from 'mongoose';
import { defineAuditEvents } from '../audit-event.ts';
import { defineConsents } from '../chat/consent.ts';
import { defineConversations } from '../chat/conversation-copy.ts';
import { defineIdentities } from '../chat/identity.ts';
import { defineInvitations } from '../chat/invitation.ts';
import { defineCommands } from '../command.ts';
import { defineCollectives } from '../organisation/collective.ts';
import { defineImportBatches } from '../organisation/import-batch.ts';
import { defineOrganisationVersions } from '../organisation/organisation-version.ts';
import { definePeople } from '../organisation/person.ts';
import { definePosts } from '../organisation/post.ts';
import { defineUnits } from '../organisation/unit.ts';
import { defineAttachments } from '../review/attachment.ts';
import { defineCommitments } from '../review/commitment.ts';
import { defineConclusions } from '../review/conclusion.ts';
import { defineCycles } from '../review/cycle.ts';
import { defineDelegations } from '../review/delegation.ts';
import { defineDifficulties } from '../review/difficulty.ts';
import { defineDrafts } from '../review/draft.ts';
import { defineRemedies } from '../review/remedy.ts';
import { defineSubmissions } from '../review/submission.ts';
import { defineSuggestions } from '../review/suggestion.ts';
import { dropOldIndexes } from './drop-old-indexes.ts';
import { activeKeyOf, type KeyRing } from './encryption.ts';
import { AppError } from './errors.ts';
import { defineKeyChecks, findKeyFaults, findOldKeys, type KeyFaults, type OldKeys } from './key-check.ts';
import { demandVersion, findVersion, type MigrateOptions, migrate, type Progress } from './migrations.ts';

const ANSWER_WITHIN_MS = 10_000;
/** A connection without any traffic for this long counts as dead, even if it is open. */
const SILENT_MS = 30_000;

export type { ClientSession } from 'mongoose';

/** The system of record: a typed model for each collection. */
export type Database = Awaited<ReturnType<typeof connectDatabase>>;

/**
 * Connects to MongoDB and creates missing indexes. Writes are acknowledged by the majority. Throws `mongodb-unreachable`,
 * and `shapes-newer` or `shapes-older` if the stored shapes have another version than this program.
 */
export async function connectDatabase(uri: string) {
  const connection = await connect(uri);
  try {
    await demandVersion(connection);
    const database = defineCollections(connection);
    for (const model of Object.values(connection.models)) {
      await model.createCollection();
      await model.createIndexes();
    }
    return database;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function defineCollections(connection: Connection) {
  return {
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
    consents: defineConsents(connection),
    conversations: defineConversations(connection),
    delegations: defineDelegations(connection),
    difficulties: defineDifficulties(connection),
    drafts: defineDrafts(connection),
    organisationVersions: defineOrganisationVersions(connection),
    identities: defineIdentities(connection),
    importBatches: defineImportBatches(connection),
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
}

/**
 * Finds what is wrong with a key ring, which of its keys are old, which version of the shapes is stored, and for how
 * long a transaction may stay open (null where that is not told); makes nothing in the database. Throws
 * `mongodb-unreachable`.
 */
export async function inspectDatabase(
  uri: string,
  keys: KeyRing | undefined,
): Promise<{
  faults: KeyFaults;
  ring: (OldKeys & { active: string }) | null;
  version: number | null;
  transactionSeconds: number | null;
}> {
  const connection = await connect(uri);
  try {
    const database = { keyChecks: defineKeyChecks(connection) };
    const old = keys === undefined ? undefined : await findOldKeys(database, keys);
    return {
      faults: await findKeyFaults(database, keys),
      ring: keys === undefined || old === undefined ? null : { ...old, active: activeKeyOf(keys) },
      version: await findVersion(connection),
      transactionSeconds: await readTransactionSeconds(connection),
    };
  } finally {
    await connection.close();
  }
}

async function readTransactionSeconds(connection: Connection): Promise<number | null> {
  const name = 'transactionLifetimeLimitSeconds';
  try {
    const answer = await connection.db?.admin().command({ getParameter: 1, [name]: 1 });
    const seconds: unknown = answer?.[name];
    return typeof seconds === 'number' ? seconds : null;
  } catch {
    // Whoever runs the server may not let it be read, and other servers do not know it.
    return null;
  }
}

/**
 * Brings what is stored to the shapes of this program, as `migrate` does, and drops indexes that it does not have any more,
 * telling each before. Throws `mongodb-unreachable`, too.
 */
export async function migrateDatabase(
  uri: string,
  options: Omit<MigrateOptions, 'tell'> & {
    tell(progress: Progress | { collection: string; index: string }): void;
  },
): Promise<void> {
  const connection = await connect(uri);
  try {
    await migrate(connection, options);
    defineCollections(connection);
    await dropOldIndexes(connection, options.tell);
  } finally {
    await connection.close();
  }
}

async function connect(uri: string): Promise<Connection> {
  // Without this, a misspelt field in a filter would match every document.
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
