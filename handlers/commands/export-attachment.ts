import { z } from 'zod';
import { mayExportAttachment } from '../../models/policies/attachment.ts';
import { createAttachmentStore, findAttachment } from '../../models/review/attachment.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';

/** Opens a file that a person sent as an answer: a read, and noted all the same. */
export const exportAttachment = define({
  name: 'export-attachment',
  payload: z.strictObject({ id: z.string() }),
  policy: mayExportAttachment,
  audit: 'attachment-exported',
  refusals: ['attachment-unknown'],
  async run({ database, keys }, { id }) {
    const [attachment, bytes] = await Promise.all([
      findAttachment(database, id),
      createAttachmentStore({ database, keys }).read({ _id: id }),
    ]);
    if (attachment === null || bytes === null) {
      throw new AppError('attachment-unknown', { message: 'No such file', details: { id } });
    }
    return { result: bytes, event: { people: [attachment.person], facts: { size: attachment.size } } };
  },
});
