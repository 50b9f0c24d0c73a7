import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

/** A counter that is raised with every change. */
interface OrganisationVersion {
  _id: string;
  number: number;
}

const schema = new Schema<OrganisationVersion>(
  { _id: { type: String, required: true }, number: { type: Number, required: true } },
  { collection: 'organisation_versions', strict: 'throw', versionKey: false },
);

/**
 * Covers all that decides people's questions: the organisation, commitments, remedies, suggestions and cycles; and whose
 * chats administration has unlinked.
 */
const ORGANISATION = 'organisation';

type OrganisationVersions = { organisationVersions: Model<OrganisationVersion> };

export function defineOrganisationVersions(connection: Connection): Model<OrganisationVersion> {
  return connection.model<OrganisationVersion>('OrganisationVersion', schema);
}

/** Lets every process know that the organisation has changed. Call it in the transaction of the change, or after it. */
export async function raiseOrganisationVersion(
  database: OrganisationVersions,
  session?: ClientSession,
): Promise<void> {
  const raise = { $inc: { number: 1 } };
  await database.organisationVersions
    .updateOne({ _id: ORGANISATION }, raise, { upsert: true })
    .session(session ?? null);
}

/** The current version of the organisation. People's questions change only when it does. */
export async function readOrganisationVersion(database: OrganisationVersions): Promise<number> {
  return (await database.organisationVersions.findById(ORGANISATION).lean())?.number ?? 0;
}
