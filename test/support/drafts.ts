import { Redis } from 'ioredis';
import { joinParts } from '../../flows/answers/join.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import { conversationOf, decodeConversation } from '../../handlers/conversation.ts';
import { createConversationStore } from '../../models/conversation.ts';
import { createKeyRing } from '../../models/encryption.ts';
import type { TestApp } from './app.ts';

/** A written answer of a person's live draft, in full; nothing if there is none. */
export async function draftText(
  testApp: TestApp,
  of: { person: string; step: string; keys: string },
): Promise<string | undefined> {
  const redis = new Redis(testApp.redisUrl);
  try {
    const store = createConversationStore({ redis, keys: createKeyRing(of.keys), prefix: testApp.prefix });
    const id = conversationOf(of.person);
    const { flow } = decodeConversation(id, await store.load(id));
    const answer = flow?.state.draft.answers[of.step];
    if (flow === null || answer?.kind !== 'text') return undefined;
    return joinParts(answer.parts, await store.readTexts(id, { flow: flow.key, parts: partsOf(answer) }));
  } finally {
    redis.disconnect();
  }
}
