import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import type { KeyRing } from '../store/encryption.ts';

/**
 * A file that a person sent as an answer on a channel that does not keep files. Its name is part of the answer. It is cut
 * into pieces, because a MongoDB document has at most 16 MB.
 */
export interface Attachment {
  /** The reference in the answer: `attachment:<person>:<UUID>`. */
  _id: string;
  person: string;
  /** Bytes of the whole file. */
  size: number;
  at: Date;
  /** What names it is not committed yet. */
  isUnderWay?: true;
  /** When a check last found a reference to it. */
  checkedAt?: Date;
}

/** A file as it was when it was looked for. */
export type FoundFile = Pick<Attachment, '_id' | 'isUnderWay'>;

/** One piece of a file. */
export interface AttachmentPiece {
  /** `<attachment>/<place>`. */
  _id: string;
  attachment: string;
  place: number;
  /** The bytes in base64, sealed with the context `attachment/<_id>`. */
  sealed: string;
}

const PIECE_BYTES = 3 * 1024 * 1024;

const attachmentSchema = new Schema<Attachment>(
  {
    _id: { type: String, required: true },
    person: { type: String, required: true },
    size: { type: Number, required: true },
    at: { type: Date, required: true },
    isUnderWay: { type: Boolean },
    checkedAt: { type: Date },
  },
  { collection: 'attachments', strict: 'throw', versionKey: false },
);

attachmentSchema.index({ person: 1 });

const pieceSchema = new Schema<AttachmentPiece>(
  {
    _id: { type: String, required: true },
    attachment: { type: String, required: true },
    place: { type: Number, required: true },
    sealed: { type: String, required: true },
  },
  { collection: 'attachment-pieces', strict: 'throw', versionKey: false },
);
pieceSchema.index({ attachment: 1, place: 1 });

interface Attachments {
  attachments: Model<Attachment>;
  attachmentPieces: Model<AttachmentPiece>;
}

export function defineAttachments(connection: Connection): Attachments {
  return {
    attachments: connection.model<Attachment>('Attachment', attachmentSchema),
    attachmentPieces: connection.model<AttachmentPiece>('AttachmentPiece', pieceSchema),
  };
}

/** Stores files, sealed. */
export interface AttachmentStore {
  /**
   * Stores a file that is under way. Storing it again under the same name changes nothing. It can be read only when it is
   * complete.
   */
  save(file: NewFile): Promise<void>;
  /** Notes that what names the file is committed; false if the file was removed meanwhile. */
  settle(id: string): Promise<boolean>;
  /**
   * The bytes of a file; null if it does not exist, is being removed or belongs to another person. Throws
   * `envelope-unreadable`.
   */
  read(wanted: { _id: string; person?: string }): Promise<Buffer | null>;
  /** Removes a file that nothing refers to, whole or not at all. */
  remove(id: string): Promise<void>;
  /**
   * The same, unless it was settled since it was found; whether it was removed. In the transaction of `session`, or in one
   * of its own.
   */
  removeFound(file: FoundFile, session?: ClientSession): Promise<boolean>;
}

/** A file as it is sent. */
export type NewFile = Pick<Attachment, '_id' | 'person' | 'at'> & { bytes: Buffer };

export function createAttachmentStore({
  database,
  keys,
}: {
  database: Attachments & { transaction(work: (session: ClientSession) => Promise<void>): Promise<void> };
  keys: KeyRing;
}): AttachmentStore {
  const { attachments, attachmentPieces } = database;

  type Wanted = { _id: string; isUnderWay?: true | null };

  /** In one transaction, so that one who stores the file again meanwhile does not lose its pieces. */
  async function removeIn(session: ClientSession, file: Wanted): Promise<boolean> {
    const { deletedCount } = await attachments.deleteOne(file, { session });
    if (deletedCount === 1) await attachmentPieces.deleteMany({ attachment: file._id }, { session });
    return deletedCount === 1;
  }

  async function removeWhere(file: Wanted): Promise<boolean> {
    let isRemoved = false;
    await database.transaction(async (session) => {
      isRemoved = await removeIn(session, file);
    });
    return isRemoved;
  }

  return {
    async save({ _id, person, at, bytes }) {
      if ((await attachments.exists({ _id })) !== null) return;
      for (let place = 0; place * PIECE_BYTES < bytes.length; place += 1) {
        const piece = bytes.subarray(place * PIECE_BYTES, (place + 1) * PIECE_BYTES).toString('base64');
        const id = `${_id}/${place}`;
        const sealed = keys.seal(piece, `attachment/${id}`);
        const document = { _id: id, attachment: _id, place, sealed };
        await attachmentPieces.replaceOne({ _id: id }, document, { upsert: true });
      }
      const row = { _id, person, size: bytes.length, at, isUnderWay: true } as const;
      await attachments.replaceOne({ _id }, row, { upsert: true });
    },
    async settle(id) {
      const { matchedCount } = await attachments.updateOne({ _id: id }, { $unset: { isUnderWay: 1 } });
      return matchedCount === 1;
    },
    async read(wanted) {
      const found = await attachments.findOne(wanted).select('size').lean();
      if (found === null) return null;
      const pieces = await attachmentPieces.find({ attachment: wanted._id }).sort({ place: 1 }).lean();
      const bytes = Buffer.concat(
        pieces.map(({ _id, sealed }) => Buffer.from(keys.open(sealed, `attachment/${_id}`), 'base64')),
      );
      return bytes.length === found.size ? bytes : null;
    },
    async remove(id) {
      await removeWhere({ _id: id });
    },
    removeFound({ _id, isUnderWay = null }, session) {
      const found = { _id, isUnderWay };
      return session === undefined ? removeWhere(found) : removeIn(session, found);
    },
  };
}

/** A file without its bytes, or null. */
export function findAttachment(
  database: { attachments: Model<Attachment> },
  id: string,
): Promise<Attachment | null> {
  return database.attachments.findById(id).lean();
}

/** People with files that were sent before `before` and not checked since. */
export function listOwnersToCheck(
  database: Pick<Attachments, 'attachments'>,
  { before }: { before: Date },
): Promise<string[]> {
  return database.attachments.distinct('person', {
    at: mongoose.trusted({ $lte: before }),
    checkedAt: mongoose.trusted({ $not: { $gt: before } }),
  });
}

/** A person's files that were sent before `before`. */
export function listOldFiles(
  database: Pick<Attachments, 'attachments'>,
  { person, before, session }: { person: string; before: Date; session?: ClientSession },
): Promise<FoundFile[]> {
  return database.attachments
    .find({ person, at: mongoose.trusted({ $lte: before }) })
    .select('isUnderWay')
    .session(session ?? null)
    .lean();
}

/** Notes that all remaining files of a person are referred to. */
export async function noteChecked(
  database: Pick<Attachments, 'attachments'>,
  { person, at }: { person: string; at: Date },
): Promise<void> {
  await database.attachments.updateMany({ person }, { checkedAt: at });
}
