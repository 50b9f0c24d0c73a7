import { eraseAll } from '../../flows/engine/erase-all.ts';
import type { DraftChange } from '../../models/chat/commit-conversation.ts';
import type { ConversationStore, StoredDraft } from '../../models/chat/conversation.ts';
import { copyDraft } from '../../models/chat/copy-drafts.ts';
import type { CopyStores } from '../../models/chat/copy-stores.ts';
import { readIdentity } from '../../models/review/draft.ts';
import { AppError } from '../../models/store/errors.ts';
import { SELF_REVIEW } from '../queries/reviews.ts';
import { type ApartChange, commitApart } from '../talk/commit-apart.ts';
import type { Cards, Head } from '../talk/conversation.ts';
import { decodeDraft } from '../talk/draft.ts';
import type { OutboxItem, PendingCommand } from '../talk/outbox-item.ts';

/** Texts that one commit drops. */
const MOST_PARTS = 500;

interface Wish {
  person: string;
  /** Start of the keys of the commits; unique. */
  update: string;
  now: Date;
  records: boolean;
}

type Stores = CopyStores & { store: ConversationStore };

/**
 * Erases what is in all drafts of a person, in Redis and in the copies; returns how many there were and how many
 * questions were answered in them. The person is told. What they write at this very moment stays. Throws
 * `draft-unreadable`.
 */
export async function eraseDrafts(stores: Stores, wish: Wish): Promise<{ count: number; answers: number }> {
  let count = 0;
  let answers = 0;
  for (const id of await stores.store.listDrafts(wish.person)) {
    answers += await eraseDraft(stores, { ...wish, id });
    await copyDraft(stores, { person: wish.person, id, now: wish.now });
    count += 1;
  }
  if (count > 0) await tell(stores.store, wish);
  return { count, answers };
}

/**
 * A draft with many texts takes several commits. The first one erases all that refers to any of them; what is written
 * after it refers to texts of its own.
 */
async function eraseDraft(stores: Stores, wish: Wish & { id: string }): Promise<number> {
  const { store } = stores;
  const { person, id, update, now } = wish;
  let answers = 0;
  let parts: readonly number[] = [];
  let identity = '';
  await commitApart(store, {
    ...{ person, update: `${update}:${id}`, now },
    async decide({ head, cards }) {
      const stored = await store.loadDraft(person, id);
      if (stored === null) return undefined;
      await demandNotPending(store, { person, draft: id });
      const contents = await store.listContents(person, id);
      ({ parts } = contents);
      ({ identity } = stored);
      answers = contents.fields.filter((field) => field.startsWith('answer:')).length;
      const change = erasureOf(stored, { ...wish, ...contents });
      return { drafts: [change], ...awayFrom(id, { head, cards }) };
    },
  });
  for (let start = MOST_PARTS; start < parts.length; start += MOST_PARTS) {
    const dropped = parts.slice(start, start + MOST_PARTS);
    await commitApart(store, {
      ...{ person, update: `${update}:${id}:${start}`, now },
      decide: async () => ({ drafts: [{ id, identity, fields: {}, texts: [], dropped }] }),
    });
  }
  return answers;
}

/** Throws where a version of the draft is on its way to the record: what it is frozen in would be erased, too. */
async function demandNotPending(
  store: ConversationStore,
  { person, draft }: { person: string; draft: string },
): Promise<void> {
  if (!(await isPending(store, { person, draft }))) return;
  throw new AppError('conversation-busy', { message: 'A version of a draft is on its way to the record' });
}

/** Whether a version of the draft is on its way to the record. */
export async function isPending(
  store: ConversationStore,
  { person, draft }: { person: string; draft: string },
): Promise<boolean> {
  const pending = await store.listCommands(person);
  return pending.some(({ json }) => (JSON.parse(json) as PendingCommand).draft === draft);
}

function erasureOf(
  stored: StoredDraft,
  of: { now: Date; records: boolean; fields: readonly string[]; parts: readonly number[] },
): DraftChange {
  const { now, records, fields, parts } = of;
  const read = decodeDraft(stored);
  if ('why' in read) {
    throw new AppError('draft-unreadable', { message: `A draft cannot be read: ${read.why}` });
  }
  // Only of self-reviews the record goes; what was handed in otherwise stays handed in.
  const isRecordGone = records && readIdentity(stored.identity).form === SELF_REVIEW;
  const { draft, cursor } = eraseAll(read.state, { at: now.toISOString(), records: isRecordGone });
  return {
    ...{ id: stored.id, identity: stored.identity, texts: [], dropped: parts.slice(0, MOST_PARTS) },
    fields: {
      ...Object.fromEntries(fields.map((field) => [field, null])),
      ...{ facts: JSON.stringify(draft.facts), cursor: JSON.stringify(cursor) },
    },
  };
}

function awayFrom(draft: string, { head, cards }: { head: Head; cards: Cards }): ApartChange {
  const isAtIt = head.draft === draft && head.at === 'draft';
  return {
    head: isAtIt ? { ...head, at: { screen: 'home' } } : head,
    cards: withoutDraft(cards, draft),
  };
}

/** The cards of a draft show what is gone: a press on one of them leads home. */
export function withoutDraft(cards: Cards, draft: string): Cards {
  const isOther = ({ shows }: Cards['live'][number] | Cards['replaced'][number]) =>
    !('draft' in shows) || shows.draft !== draft;
  const live = cards.live.filter(isOther);
  const front = live.some(({ id }) => id === cards.front) ? cards.front : null;
  return { ...cards, front, live, replaced: cards.replaced.filter(isOther) };
}

async function tell(store: ConversationStore, { person, update, now }: Wish): Promise<void> {
  await commitApart(store, {
    ...{ person, update: `${update}:told`, now },
    async decide({ head: { address, language } }) {
      if (address === null) return undefined;
      const output = { type: 'erased' } as const;
      const item: OutboxItem = {
        ...{ kind: 'message', output, address, language },
        ...{ draft: null, card: null, replaces: null },
      };
      return { outbox: [item] };
    },
  });
}
