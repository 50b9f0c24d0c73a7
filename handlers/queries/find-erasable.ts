import { createConversationStore } from '../../models/chat/conversation.ts';
import { listChatsOfPerson } from '../../models/chat/identity.ts';
import { countKept } from '../../models/chat/inbox.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { countConcerning } from '../../models/review/difficulty.ts';
import { listCopiedFields } from '../../models/review/draft.ts';
import { listSubmitted } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError, isUnopenable } from '../../models/store/errors.ts';
import type { LiveStore } from '../commands/define.ts';
import { listAnswerForDrafts } from '../forms/erase-answered-for.ts';
import { listUnreadDrafts } from '../forms/erase-drafts.ts';
import { listUnopened } from '../forms/replace-unopened.ts';
import { listUnnamedFiles } from '../jobs/remove-files.ts';

/**
 * Counts what there is to be erased of a person, without reading any of their words out: answers and drafts, also those in
 * which delegates answer for them, those of them that cannot be read, parts of the conversation that cannot be opened, files
 * that no record names, what waits in the inbox, what channels keep, and versions that were handed in; and the difficulties
 * that stay. Throws `person-unknown`.
 */
export async function findErasable(
  parts: { database: Database; keys: KeyRing; live: LiveStore },
  { person, now }: { person: string; now: Date },
) {
  const { database, keys, live } = parts;
  if ((await findPerson(database, { person })) === null) {
    throw new AppError('person-unknown', { message: 'No such person', details: { person } });
  }
  const store = createConversationStore({ ...live, keys });
  const fields = await listCopiedFields(database, { author: person });
  for (const id of await store.listDrafts(person)) {
    fields.set(id, (await store.listContents(person, id)).fields);
  }
  for (const { id, delegate } of await listAnswerForDrafts(database, { person })) {
    const isLive = (await store.listDrafts(delegate)).includes(id);
    const live = isLive ? (await store.listContents(delegate, id)).fields : undefined;
    const found = live ?? (await listCopiedFields(database, { author: delegate })).get(id);
    if (found !== undefined) fields.set(id, found);
  }
  const [chats, submitted] = await Promise.all([
    listChatsOfPerson(database, { person }),
    listSubmitted(database, { person }),
  ]);
  const held = await Promise.all(chats.map((chat) => countKept(live, chat)));
  const log = await Promise.all(chats.map((chat) => live.channels.count(chat)));
  const wish = { person, before: now, withDrafts: false };
  const unnamed = await listUnnamedFiles({ store, database, keys }, wish).catch(unlessUnreadable);
  return {
    drafts: fields.size,
    unread: (await listUnreadDrafts(store, person)).length,
    unopened: await listUnopened({ ...live, keys }, person),
    answers: [...fields.values()].flat().filter((field) => field.startsWith('answer:')).length,
    files: unnamed.length,
    held: sumOf(held),
    log: sumOf(log),
    records: submitted.length,
    difficulties: await countConcerning(database, { person }),
  };
}

/** Which files a record names that cannot be read is not known, so all of them stay. */
function unlessUnreadable(error: unknown): never[] {
  if (isUnopenable(error)) return [];
  throw error;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
