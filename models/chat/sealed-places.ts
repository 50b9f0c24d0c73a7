import type { SealedPlace } from '../store/reseal-redis.ts';
import { conversationContext, draftContext } from './draft-context.ts';
import { inboxContext } from './inbox.ts';
import { lastKnownContext } from './last-known.ts';
import { outboxContext } from './outbox.ts';

/** Where what conversations are made of lies sealed in Redis; what channels keep beside stands with them. */
export const SEALED_PLACES: readonly SealedPlace[] = [
  {
    key: /^\{\d+\}:draft:([^:]+):(.+)$/,
    contextOf: ([person = '', draft = ''], field) => draftContext({ person, draft, field }),
  },
  {
    key: /^\{\d+\}:texts:([^:]+):(.+)$/,
    contextOf: ([person = '', draft = ''], part) => draftContext({ person, draft, field: `text:${part}` }),
  },
  {
    // Other fields of the hash are no envelopes.
    key: /^\{\d+\}:conversation:(.+)$/,
    contextOf: ([person = ''], field) => conversationContext(person, field === 'cards' ? 'cards' : 'head'),
  },
  { key: /^\{\d+\}:(?:outbox|pending):(.+)$/, contextOf: ([person = '']) => outboxContext(person) },
  {
    key: /^\{inbox\}:entries:([^:]+):(.+)$/,
    contextOf: ([channel = '', chat = ''], id) => inboxContext({ channel, chat, id }),
  },
  { key: /^last-known:(.+)$/, contextOf: ([name = '']) => lastKnownContext(name) },
];
