import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';

/** What one transaction of an import has written, or a part of it, so that the import can be taken back. */
export interface ImportBatch {
  /** `importBatchId` of import, place and part. */
  _id: string;
  /** Id of the command. */
  import: string;
  /** The transactions of an import in their order, from 0. */
  place: number;
  /** When the import was begun. */
  at: Date;
  /** The changes as JSON, sealed with the context of `importBatchContext`. */
  sealed: string;
}

const schema = new Schema<ImportBatch>(
  {
    _id: { type: String, required: true },
    import: { type: String, required: true },
    place: { type: Number, required: true },
    at: { type: Date, required: true },
    sealed: { type: String, required: true },
  },
  { collection: 'import-batches', strict: 'throw', versionKey: false },
);
schema.index({ import: 1, place: 1 });
schema.index({ at: 1 });

type ImportBatches = { importBatches: Model<ImportBatch> };

export function defineImportBatches(connection: Connection): Model<ImportBatch> {
  return connection.model<ImportBatch>('ImportBatch', schema);
}

export function importBatchId(of: { import: string; place: number; part: number }): string {
  return `${of.import}/${of.place}/${of.part}`;
}

/** Context under which the changes of a batch are sealed. */
export function importBatchContext(id: string): string {
  return `import-batch/${id}`;
}

/** Stores batches in the transaction of what they tell of. */
export async function insertImportBatches(
  database: ImportBatches,
  { batches, session }: { batches: readonly ImportBatch[]; session: ClientSession },
): Promise<void> {
  await database.importBatches.insertMany([...batches], { session });
}

/** The import that was begun last, of those that were not taken back; null if there is none. */
export async function findLastImport(
  database: ImportBatches,
): Promise<Pick<ImportBatch, 'import' | 'at'> | null> {
  return database.importBatches.findOne({}).sort({ at: -1 }).select(['import', 'at']).lean();
}

/** The batches of an import, the last transaction first. */
export function listImportBatches(
  database: ImportBatches,
  wanted: { import: string },
): Promise<ImportBatch[]> {
  return database.importBatches.find({ import: wanted.import }).sort({ place: -1, _id: 1 }).lean();
}

/** Removes the batches of one transaction of an import, which was taken back. */
export async function removeImportBatches(
  database: ImportBatches,
  of: { import: string; place: number; session: ClientSession },
): Promise<void> {
  const { import: id, place, session } = of;
  await database.importBatches.deleteMany({ import: id, place }, { session });
}

/** Removes the batches of imports that were begun before a moment: these cannot be taken back any more. */
export async function removeImportBatchesBefore(database: ImportBatches, moment: Date): Promise<void> {
  await database.importBatches.deleteMany({ at: mongoose.trusted({ $lt: moment }) });
}
