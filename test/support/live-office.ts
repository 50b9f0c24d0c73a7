import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { createChannelMemory } from '../../bot/channels/channel-memory.ts';
import { createPasteMemory } from '../../bot/channels/telegram/pastes.ts';
import { createChatLog, createChatLogMemory } from '../../bot/channels/web/chat-log.ts';
import { start } from '../../flows/engine/start.ts';
import { applyResult, step } from '../../flows/engine/step.ts';
import type { LiveStore } from '../../handlers/commands/define.ts';
import type { Head } from '../../handlers/talk/conversation.ts';
import { encodeDraftChange } from '../../handlers/talk/draft.ts';
import { encodeCards, encodeHead } from '../../handlers/talk/saved-place.ts';
import { type ConversationStore, createConversationStore } from '../../models/chat/conversation.ts';
import { copyChanged } from '../../models/chat/copy-changed.ts';
import { linkIdentity } from '../../models/chat/identity.ts';
import { createInboxStore } from '../../models/chat/inbox.ts';
import { createAttachmentStore } from '../../models/review/attachment.ts';
import { insertSubmission, submissionContext } from '../../models/review/submission.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { changeOf, identityOf } from './conversation-change.ts';
import { flowOf, MINUTE, plainStep, textStep } from './flows.ts';
import { importAll, NOW, type Office, openOffice, smallOrganisation } from './organisation.ts';

export const PERSON = 'P1';
/** The chat of that person on the trying page, and the place of the draft in front. */
export const CHAT = { channel: 'web', chat: PERSON };
export const DRAFT = 'd';
export const CYCLE = 'CB-2026';
const FLOW = flowOf([textStep('politics'), plainStep('attachment', 'proof')]);
const TEXT = { vi: 'x', en: 'x' };

/** An organisation with live conversations of its own. */
export interface LiveOffice extends Office {
  live: LiveStore;
  store: ConversationStore;
  /** What a person does at the form, committed and copied as ever; `at` comes a minute after the last. */
  happen(wish: { text: string } | { file: string; name: string } | { do: 'resume' | 'next' }): Promise<void>;
  close(): Promise<void>;
}

export async function openLiveOffice(keys?: KeyRing): Promise<LiveOffice> {
  const opened = await openOffice(inject('mongodbUri'));
  const office = { ...opened, keys: keys ?? opened.keys };
  await importAll(office, smallOrganisation());
  const redis = new Redis(inject('redisUrl'));
  const stores = { redis, prefix: `test-${randomUUID().slice(0, 8)}:` };
  const live = {
    ...stores,
    channels: createChannelMemory(redis, [createChatLogMemory(stores), createPasteMemory(stores)]),
  };
  const store = createConversationStore({ ...stores, keys: office.keys });
  const link = { ...CHAT, user: PERSON, person: PERSON, consent: null, now: NOW };
  await linkIdentity(office, link);
  let now = NOW.getTime();
  let state = start(FLOW, NOW.toISOString());
  return {
    ...office,
    live,
    store,
    async happen(wish) {
      now += MINUTE;
      const at = new Date(now).toISOString();
      const result = step(FLOW, state, { ...eventOf(wish), at });
      state = applyResult(state, result);
      const change = encodeDraftChange({ id: DRAFT, identity: identityOf(PERSON) }, result);
      const { revision } = await store.load(PERSON);
      const head: Head = { language: 'vi', address: CHAT, at: 'draft', draft: DRAFT };
      const place = { head, cards: { front: null, live: [], replaced: [] } };
      await store.commit(PERSON, {
        ...changeOf({ update: randomUUID(), revision, front: DRAFT, drafts: [change], now: new Date(now) }),
        ...{ head: encodeHead(place), cards: encodeCards(place) },
      });
      await copyChanged({ ...stores, database: office.database }, { atOnce: 10, now: new Date(now) });
    },
    async close() {
      await office.database.close();
      redis.disconnect();
    },
  };
}

function eventOf(wish: { text: string } | { file: string; name: string } | { do: 'resume' | 'next' }) {
  if ('do' in wish) return { type: 'action', action: wish } as const;
  if ('text' in wish) return { type: 'text', text: wish.text } as const;
  return { type: 'file', file: { id: wish.file, name: wish.name } } as const;
}

/** A file as the trying page keeps it. */
export async function keepFile(office: LiveOffice, file: { id: string; text: string }): Promise<void> {
  const files = createAttachmentStore(office);
  await files.save({ _id: file.id, person: PERSON, at: NOW, bytes: Buffer.from(file.text) });
}

/** An update that waits in the inbox, and a message in the log of the trying page. */
export async function leaveElsewhere(office: LiveOffice, words: string): Promise<void> {
  const { live, keys } = office;
  const inbox = createInboxStore({ ...live, keys, channel: CHAT.channel });
  const update = { id: 'u1', json: JSON.stringify({ raw: { text: words }, at: NOW }) };
  await inbox.add(CHAT.chat, { updates: [update], now: NOW, dueAt: NOW });
  const entry = { type: 'own', at: NOW.toISOString(), update: 'u2', text: words } as const;
  await createChatLog({ ...live, keys }).append(CHAT.chat, entry);
}

/** A version that was handed in and recorded. */
export async function handIn(office: LiveOffice, of: { file: string; name: string }): Promise<void> {
  const { database, keys } = office;
  const key = { person: PERSON, cycle: CYCLE, number: 1 };
  const value = { kind: 'attachment', files: [{ id: of.file, name: of.name }] };
  await insertSubmission(database, {
    ...{ ...key, pack: { id: 'p', version: 'v' }, flowVersion: 'v', late: false },
    ...{ submittedAt: NOW, recordedAt: NOW },
    answers: [
      {
        ...{ step: 'proof', kind: 'attachment', section: TEXT, heading: TEXT, prompt: TEXT },
        sealed: keys.seal(JSON.stringify(value), submissionContext({ ...key, step: 'proof' })),
        ...{ answeredAt: null, retired: false },
      },
    ],
  });
}
