import { z } from 'zod';
import { type ConversationStore, createConversationStore } from '../../models/chat/conversation.ts';
import { listChatsOfPerson } from '../../models/chat/identity.ts';
import { dropKept } from '../../models/chat/inbox.ts';
import { restoreConversation } from '../../models/chat/restore-conversation.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { mayErasePerson } from '../../models/policies/submission.ts';
import { removeDelegations } from '../../models/review/delegation.ts';
import { countConcerning } from '../../models/review/difficulty.ts';
import { removeCopies } from '../../models/review/draft.ts';
import { removeSubmissions } from '../../models/review/submission.ts';
import { AppError } from '../../models/store/errors.ts';
import { eraseAnsweredFor, listAnswerForDrafts } from '../forms/erase-answered-for.ts';
import { eraseDrafts, isPending } from '../forms/erase-drafts.ts';
import { leaveNoView, tellErased } from '../forms/leave-no-view.ts';
import { replaceUnopened } from '../forms/replace-unopened.ts';
import { removeReadFiles } from '../jobs/remove-files.ts';
import { define, type LiveContext } from './define.ts';

/**
 * Erases for good, now and in both stores, what a person has written and not handed in, with what could be taken back:
 * drafts, their copies, files that no record names, what waits in the inbox, what is shown or about to be, what channels
 * keep of their chats, and what delegates have answered for them. What was handed in as a self-review, by them or for them,
 * goes only where that is asked for, with who answered for them; what they handed in for others is a record of those, and
 * difficulties that were reported and answers to them belong to the offices that they were between: these stay. Chats stay
 * bound, and the person and their delegates are told. What cannot be read or opened is erased unread, and named.
 */
export const erasePerson = define({
  name: 'erase-person',
  batch: 'live',
  payload: z.strictObject({
    person: z.string(),
    /** What was handed in goes, too. */
    records: z.boolean(),
  }),
  policy: mayErasePerson,
  audit: 'answers-erased',
  refusals: ['person-unknown', 'erase-too-early'],
  async run(context, { person, records }) {
    const { id, database, keys, live, now } = context;
    const known = await findPerson(database, { person });
    if (known === null) {
      throw new AppError('person-unknown', { message: 'No such person', details: { person } });
    }
    const store = createConversationStore({ ...live, keys });
    const stores = { ...live, database, keys, store };
    const wish = { person, update: `erase:${id}`, now, records };
    await restoreConversation(stores, { person, now });
    const unopened = await replaceUnopened(stores, wish);
    await demandNothingPending(context, { store, person });
    // What waits would come into the drafts after they are erased, so it goes before them.
    const before = await forgetChats(context, person);
    const drafts = await eraseDrafts(stores, wish);
    const others = await eraseAnsweredFor(stores, wish);
    // What is left without a conversation can never come back from there.
    const copies = await removeCopies(database, { author: person, except: await store.listDrafts(person) });
    await leaveNoView(stores, wish);
    // What was said of the drafts until now. The word of the erasing comes later, and stays.
    const after = await forgetChats(context, person);
    await tellErased(stores, { ...wish, isTold: drafts.count > 0 });
    const difficulties = await countConcerning(database, { person });
    const unread = [...drafts.unread, ...others.unread];
    // No record is gone without its files, and neither without the audit event.
    return async (session) => {
      const removed = records ? await removeSubmissions(database, { person, session }) : 0;
      if (records) await removeDelegations(database, { member: person, session });
      const files = await removeReadFiles(stores, { person, before: now, session });
      const facts = {
        ...{ drafts: drafts.count + copies + others.count, answers: drafts.answers + others.answers },
        unread: unread.length,
        ...{ unopened: unopened.length, files: files.removed, filesLeft: files.left, records: removed },
        ...{ held: before.held + after.held, log: before.log + after.log, difficulties },
      };
      const people = others.delegates;
      const told = { kind: 'answers-for-erased', screen: 'delegation', params: {} };
      const news = people.length === 0 ? [] : [{ ...told, people, values: { name: known.name } }];
      return {
        result: { ...facts, unreadDrafts: unread, unopened },
        news,
        event: { people: [person], facts },
      };
    };
  },
});

/** A version on its way to the record is neither a draft nor a record: it has to arrive first. */
async function demandNothingPending(
  { database }: LiveContext,
  { store, person }: { store: ConversationStore; person: string },
): Promise<void> {
  let { length: waiting } = await store.listCommands(person);
  for (const { id: draft, delegate } of await listAnswerForDrafts(database, { person })) {
    if (await isPending(store, { person: delegate, draft })) waiting += 1;
  }
  if (waiting === 0) return;
  throw new AppError('erase-too-early', { message: 'A version is on its way', details: { person, waiting } });
}

async function forgetChats(
  { database, live }: LiveContext,
  person: string,
): Promise<{ held: number; log: number }> {
  let held = 0;
  let log = 0;
  for (const address of await listChatsOfPerson(database, { person })) {
    held += await dropKept(live, address);
    log += await live.channels.forget(address);
  }
  return { held, log };
}
