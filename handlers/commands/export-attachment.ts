import { z } from 'zod';
import { mayExportAttachment } from '../../models/policies/attachment.ts';
import { createAttachmentStore, findAttachment } from '../../models/review/attachment.ts';
import { listEntered } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { openAnswers } from '../queries/open-answers.ts';
import { type CommandContext, define } from './define.ts';

/**
 * Opens a file that a person sent as an answer: a read, and noted all the same. It is noted about whose review it is, which
 * is not the sender's where somebody entered what was handed in on paper.
 */
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
    const { person: owner, size } = attachment;
    const person = (await findReviewed({ database, keys }, { id, owner })) ?? owner;
    const facts = { size, ...(person === owner ? {} : { enteredBy: owner }) };
    return { result: bytes, event: { people: [person], facts } };
  },
});

/** Whose review it is that a file was entered for by the one who sent it; undefined for a file of the sender's own. */
async function findReviewed(
  { database, keys }: Pick<CommandContext, 'database' | 'keys'>,
  { id, owner }: { id: string; owner: string },
): Promise<string | undefined> {
  const entered = await listEntered(database, { by: owner });
  return entered.find((version) => openAnswers(keys, version).some((answer) => answer.includes(id)))?.person;
}
