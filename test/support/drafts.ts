import { Redis } from 'ioredis';
import { joinParts } from '../../flows/answers/join.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import { decodeConversation } from '../../handlers/talk/stored-conversation.ts';
import { createConversationStore } from '../../models/chat/conversation.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import type { TestApp } from './app.ts';

/** A written answer of a person's live draft, in full; nothing if there is none. */
export async function draftText(
  testApp: TestApp,
  wanted: { person: string; step: string; keys: string },
): Promise<string | undefined> {
  const redis = new Redis(testApp.redisUrl);
  try {
    const store = createConversationStore({
      redis,
      keys: createKeyRing(wanted.keys),
      prefix: testApp.prefix,
    });
    const { person } = wanted;
    const { draft } = decodeConversation(person, await store.load(person));
    const answer = draft?.state.draft.answers[wanted.step];
    if (draft === null || answer?.kind !== 'text') return undefined;
    return joinParts(
      answer.parts,
      await store.readTexts(person, { draft: draft.id, parts: partsOf(answer) }),
    );
  } finally {
    redis.disconnect();
  }
}
