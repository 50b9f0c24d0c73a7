import type { ConversationStore } from '../../models/chat/conversation.ts';
import { findUnopened, type Unopened } from '../../models/chat/find-unopened.ts';
import { listIdentities } from '../../models/chat/identity.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { LiveStore } from '../commands/define.ts';
import type { Head } from '../talk/conversation.ts';
import { encodeCards, encodeHead } from '../talk/saved-place.ts';
import { NO_CARDS } from '../talk/stored-conversation.ts';
import { untilCommitted } from '../talk/until-committed.ts';

type Stores = Pick<LiveStore, 'redis' | 'prefix'> & {
  database: Database;
  keys: KeyRing;
  store: ConversationStore;
};

/** A part of a conversation that cannot be opened; a command is a version on its way to the record. */
export type UnopenedPart = 'head' | 'cards' | 'command';

/** Which parts of a conversation cannot be opened; each kind once. */
export async function listUnopened(
  stores: Pick<Stores, 'redis' | 'prefix' | 'keys'>,
  person: string,
): Promise<UnopenedPart[]> {
  return partsOf(await findUnopened(stores, person));
}

/**
 * Puts what a conversation begins with in the place of what cannot be opened of it, and gives up commands that cannot:
 * with these in it, nothing could be changed in the conversation. Returns which parts it were.
 */
export async function replaceUnopened(
  stores: Stores,
  { person, update, now }: { person: string; update: string; now: Date },
): Promise<UnopenedPart[]> {
  return untilCommitted(async () => {
    const unopened = await findUnopened(stores, person);
    const { revision, front, fields, commands } = unopened;
    const parts = partsOf(unopened);
    if (parts.length === 0) return parts;
    const { head, cards } =
      fields.length === 0 ? await stores.store.loadHead(person) : { head: null, cards: null };
    const place = { head: await beginAtHome(stores, { person, front }), cards: NO_CARDS };
    const result = await stores.store.commit(person, {
      ...{ update: `${update}:unopened`, revision, front, now, dueAt: now },
      // Where the conversation was lost and only a command is left of it, there is no head either.
      head: fields.includes('head') || revision === 0 ? encodeHead(place) : head,
      // Cards are read beside their head, so that they go with it.
      cards: cards ?? encodeCards(place),
      ...{ drafts: [], commands: [], outbox: [], finished: commands, forgotten: [] },
    });
    return result.status === 'conflict' ? 'conflict' : parts;
  });
}

function partsOf({ fields, commands }: Unopened): UnopenedPart[] {
  return commands.length === 0 ? [...fields] : [...fields, 'command'];
}

/** Which language the person had chosen, and which chat they wrote from last, is not known any more. */
async function beginAtHome(
  stores: Stores,
  { person, front }: { person: string; front: string | null },
): Promise<Head> {
  const newest = (await listIdentities(stores, { person })).at(-1);
  const address = newest === undefined ? null : { channel: newest.channel, chat: newest.chat };
  return { language: 'vi', address, at: { screen: 'home' }, draft: front };
}
