import { z } from 'zod';
import { createConversationStore } from '../../models/chat/conversation.ts';
import { listChatsOfPerson } from '../../models/chat/identity.ts';
import { createLastKnown } from '../../models/chat/last-known.ts';
import { restoreConversation } from '../../models/chat/restore-conversation.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { mayUnlinkChats } from '../../models/policies/chat.ts';
import { AppError } from '../../models/store/errors.ts';
import { endLinks } from '../identities.ts';
import type { Address } from '../ports.ts';
import { commitApart } from '../talk/commit-apart.ts';
import type { OutboxItem } from '../talk/outbox-item.ts';
import { define, type LiveContext } from './define.ts';

/**
 * Ends the bindings of a person's chats, on one channel or on all, as the person does it in the chat itself: consent is
 * withdrawn, drafts stay, and the bot tells each chat. What was bound counts as ended before that is told.
 */
export const unlinkPerson = define({
  name: 'unlink-person',
  batch: 'live',
  payload: z.strictObject({ person: z.string(), channel: z.string().optional() }),
  policy: mayUnlinkChats,
  audit: 'chats-unlinked',
  refusals: ['person-unknown', 'nothing-linked'],
  async run(context, { person, channel }) {
    const { database, keys, live, now } = context;
    const chats = await listChatsOfPerson(database, {
      person,
      ...(channel === undefined ? {} : { channel }),
    });
    if (chats.length === 0) {
      if ((await findPerson(database, { person })) === null) {
        throw new AppError('person-unknown', { message: 'No such person', details: { person } });
      }
      throw new AppError('nothing-linked', { message: 'No chat is linked', details: { person } });
    }
    await restoreConversation({ ...live, database }, { person, now });
    const lastKnown = createLastKnown({ ...live, keys });
    for (const [place, { linkedAt, ...address }] of chats.entries()) {
      // A row that this program did not write may have no time.
      const ending = { person, address, ...(linkedAt instanceof Date ? { boundUntil: linkedAt } : {}) };
      // Before the end, so that one that is killed in between is found again.
      await sayGoodbye(context, { ...ending, place });
      await endLinks({ database, lastKnown }, { ...ending, at: now });
    }
    await raiseOrganisationVersion(database);
    const facts = {
      chats: chats.length,
      channels: [...new Set(chats.map((chat) => chat.channel))].join(' '),
    };
    return { result: { chats: chats.length }, event: { people: [person], facts } };
  },
});

/** Takes the chat out of the conversation, and has the running bot tell it and forget whom it knew there. */
async function sayGoodbye(
  { id, keys, live, now }: LiveContext,
  of: { person: string; address: Address; boundUntil?: Date; place: number },
): Promise<void> {
  const { person, address, boundUntil, place } = of;
  await commitApart(createConversationStore({ ...live, keys }), {
    ...{ person, update: `unlink:${id}:${place}`, now },
    async decide({ head, cards }) {
      const isFront = head.address?.channel === address.channel && head.address.chat === address.chat;
      const { language } = head;
      const outbox: OutboxItem[] = [
        { kind: 'unlink', address, ...(boundUntil && { boundUntil: boundUntil.toISOString() }) },
        {
          ...{ kind: 'message', output: { type: 'unlinked' }, address, language },
          ...{ draft: null, card: null, replaces: null },
        },
      ];
      if (!isFront) return { outbox };
      return {
        outbox,
        head: { ...head, at: { screen: 'home' }, address: null },
        cards: { ...cards, front: null, live: [], replaced: [] },
      };
    },
  });
}
