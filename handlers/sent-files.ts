import type { ConversationStore } from '../models/chat/conversation.ts';
import { type AttachmentStore, createAttachmentStore, type NewFile } from '../models/review/attachment.ts';
import type { Database } from '../models/store/connection.ts';
import type { KeyRing } from '../models/store/encryption.ts';
import { listUnnamedFiles } from './jobs/remove-files.ts';

/** Files that people send on a channel that keeps none itself. */
export interface SentFiles extends Pick<AttachmentStore, 'save' | 'read' | 'remove'> {
  /**
   * To be called once the answer that names a file is committed. Where what a person has written was erased in between,
   * the file may be gone: it is stored again if the answer came after that; if the answer was erased, too, the file stays
   * gone. Returns whether the file is kept.
   */
  settle(file: NewFile): Promise<boolean>;
}

export function createSentFiles(parts: {
  store: ConversationStore;
  database: Database;
  keys: KeyRing;
}): SentFiles {
  const files = createAttachmentStore(parts);
  return {
    ...files,
    async settle(file) {
      const { _id, person, at } = file;
      if (await files.settle(_id)) return true;
      await files.save(file);
      await files.settle(_id);
      const unnamed = await listUnnamedFiles(parts, { person, before: at });
      if (!unnamed.some((one) => one._id === _id)) return true;
      await files.remove(_id);
      return false;
    },
  };
}
