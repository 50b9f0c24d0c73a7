import { z } from 'zod';
import { createConversationStore } from '../../models/chat/conversation.ts';
import { mayPurgeCycle } from '../../models/policies/cycle.ts';
import { findCycles } from '../../models/review/cycle.ts';
import { countOfCycle, listOfCycle, removeCopy } from '../../models/review/draft.ts';
import { AppError } from '../../models/store/errors.ts';
import { removeDraft } from '../forms/remove-draft.ts';
import { removeReadFiles } from '../jobs/remove-files.ts';
import { define, type LiveContext } from './define.ts';

/**
 * Removes what a closed cycle does not need any longer: drafts that have not changed since then, with their copies, and
 * the files of their authors that no record names. What was handed in stays: it is the record. Begun again it goes on.
 */
export const purgeCycle = define({
  name: 'purge-cycle',
  batch: 'live',
  payload: z.strictObject({
    cycle: z.string(),
    /** Drafts that were changed later stay, and so do files that were sent later. */
    before: z.date(),
  }),
  policy: mayPurgeCycle,
  audit: 'cycle-purged',
  refusals: ['cycle-unknown', 'cycle-open'],
  async run(context, { cycle, before }) {
    await demandClosed(context, cycle);
    const { database, keys, live, report } = context;
    const store = createConversationStore({ ...live, keys });
    const total = await countOfCycle(database, { cycle });
    const authors = new Set<string>();
    let [drafts, done] = [0, 0];
    for await (const draft of listOfCycle(database, { cycle, before })) {
      const update = `purge:${context.id}:${draft._id}`;
      // The copy goes last: as long as it is there, the draft is found again.
      const isGone = await removeDraft(store, { draft, update, now: context.now });
      if (isGone && (await removeCopy(database, draft))) drafts += 1;
      authors.add(draft.author);
      done += 1;
      report(done, total);
    }
    let [files, filesLeft] = [0, 0];
    for (const person of authors) {
      const of = await removeReadFiles({ store, database, keys }, { person, before });
      files += of.removed;
      filesLeft += of.left;
    }
    const facts = { cycle, drafts, files, filesLeft, left: await countOfCycle(database, { cycle }) };
    return { result: facts, event: drafts + files === 0 ? null : { people: [...authors].sort(), facts } };
  },
});

async function demandClosed({ database }: LiveContext, id: string): Promise<void> {
  const [cycle] = await findCycles(database, { ids: [id] });
  if (cycle === undefined) {
    throw new AppError('cycle-unknown', { message: 'No such cycle', details: { cycle: id } });
  }
  if (cycle.status === 'closed') return;
  throw new AppError('cycle-open', { message: 'The cycle is open', details: { cycle: id } });
}
