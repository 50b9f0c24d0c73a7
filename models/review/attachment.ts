import mongoose, { type Connection, type Model, Schema } from 'mongoose';
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
  /** When a check last found a reference to it. */
  checkedAt?: Date;
}

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
  /** Stores a file. Storing it again under the same name changes nothing. It can be read only when it is complete. */
  save(file: Pick<Attachment, '_id' | 'person' | 'at'> & { bytes: Buffer }): Promise<void>;
  /** The bytes of a file; null if it does not exist or belongs to another person. Throws `envelope-unreadable`. */
  read(wanted: { _id: string; person?: string }): Promise<Buffer | null>;
  /** Removes a file that nothing refers to. */
  remove(id: string): Promise<void>;
}

export function createAttachmentStore({
  database,
  keys,
}: {
  database: Attachments;
  keys: KeyRing;
}): AttachmentStore {
  const { attachments, attachmentPieces } = database;
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
      await attachments.replaceOne({ _id }, { _id, person, size: bytes.length, at }, { upsert: true });
    },
    async read(wanted) {
      if ((await attachments.exists(wanted)) === null) return null;
      const pieces = await attachmentPieces.find({ attachment: wanted._id }).sort({ place: 1 }).lean();
      return Buffer.concat(
        pieces.map(({ _id, sealed }) => Buffer.from(keys.open(sealed, `attachment/${_id}`), 'base64')),
      );
    },
    async remove(id) {
      await attachments.deleteOne({ _id: id });
      await attachmentPieces.deleteMany({ attachment: id });
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

/** Ids of a person's files that were sent before `before`. */
export async function listOldFiles(
  database: Pick<Attachments, 'attachments'>,
  { person, before }: { person: string; before: Date },
): Promise<string[]> {
  const found = await database.attachments
    .find({ person, at: mongoose.trusted({ $lte: before }) })
    .select('_id')
    .lean();
  return found.map(({ _id }) => _id);
}

/** Notes that all remaining files of a person are referred to. */
export async function noteChecked(
  database: Pick<Attachments, 'attachments'>,
  { person, at }: { person: string; at: Date },
): Promise<void> {
  await database.attachments.updateMany({ person }, { checkedAt: at });
}
