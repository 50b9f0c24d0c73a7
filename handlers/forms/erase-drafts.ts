import { eraseAll, erasedState } from '../../flows/engine/erase-all.ts';
import type { Unreadable } from '../../flows/engine/read-state.ts';
import { encodeCursor } from '../../flows/engine/saved-cursor.ts';
import type { SubmissionMark } from '../../flows/engine/state.ts';
import type { DraftChange } from '../../models/chat/commit-conversation.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import { copyDraft } from '../../models/chat/copy-drafts.ts';
import { type DraftIdentity, readIdentity } from '../../models/review/draft.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError, isUnopenable } from '../../models/store/errors.ts';
import type { LiveStore } from '../commands/define.ts';
import { ANSWER_FOR } from '../queries/delegations.ts';
import { SELF_REVIEW } from '../queries/reviews.ts';
import { type ApartChange, commitApart } from '../talk/commit-apart.ts';
import type { Cards, Head } from '../talk/conversation.ts';
import { type Draft, decodeDraft } from '../talk/draft.ts';
import type { PendingCommand } from '../talk/outbox-item.ts';
import { findRecordedVersion } from './recorded-version.ts';

/** Texts that one commit drops. */
const MOST_PARTS = 500;

export interface EraseWish {
  person: string;
  /** Start of the keys of the commits; unique. */
  update: string;
  now: Date;
  records: boolean;
}

export type EraseStores = Pick<LiveStore, 'redis' | 'prefix'> & {
  database: Database;
  store: ConversationStore;
};

/** A draft that cannot be read: another version of the program wrote it, or what is stored of it is damaged. */
export interface UnreadDraft {
  id: string;
  why: Unreadable | 'sealed';
}

/**
 * Erases what is in all drafts of a person, in Redis and in the copies; returns how many there were, how many questions
 * were answered in them, and which of them could not be read, which are erased all the same. What the person writes at
 * this very moment stays.
 */
export async function eraseDrafts(
  stores: EraseStores,
  wish: EraseWish,
): Promise<{ count: number; answers: number; unread: UnreadDraft[] }> {
  let count = 0;
  let answers = 0;
  const unread: UnreadDraft[] = [];
  for (const [identity, id] of await stores.store.draftsByIdentity(wish.person)) {
    const erased = await eraseDraft(stores, { ...wish, erased: wish.person, id, identity });
    await copyDraft(stores, { person: wish.person, id, now: wish.now });
    if (erased.why !== undefined) unread.push({ id, why: erased.why });
    answers += erased.answers;
    count += 1;
  }
  return { count, answers, unread };
}

/** The drafts of a person that cannot be read. */
export async function listUnreadDrafts(store: ConversationStore, person: string): Promise<UnreadDraft[]> {
  const unread: UnreadDraft[] = [];
  for (const id of await store.listDrafts(person)) {
    const read = await readDraft(store, { person, id });
    if (read !== null && 'why' in read) unread.push(read);
  }
  return unread;
}

async function readDraft(
  store: ConversationStore,
  { person, id }: { person: string; id: string },
): Promise<Draft | UnreadDraft | null> {
  try {
    const stored = await store.loadDraft(person, id);
    return stored === null ? null : decodeDraft(stored);
  } catch (error) {
    if (isUnopenable(error)) return { id, why: 'sealed' };
    throw error;
  }
}

/**
 * Erases what is in one draft. `erased` is whose answers it has; its author is another one where they answered for somebody.
 * A draft with many texts takes several commits. The first one erases all that refers to any of them; what is written
 * after it refers to texts of its own.
 */
export async function eraseDraft(
  stores: EraseStores,
  wish: EraseWish & { erased: string; id: string; identity: string },
): Promise<{ answers: number; why?: UnreadDraft['why'] }> {
  const { store } = stores;
  const { person, id, identity, update, now } = wish;
  let erased: Awaited<ReturnType<typeof eraseDraft>> = { answers: 0 };
  let parts: readonly number[] = [];
  await commitApart(store, {
    ...{ person, update: `${update}:${id}`, now },
    async decide({ head, cards }) {
      const read = await readDraft(store, { person, id });
      if (read === null) return undefined;
      await demandNotPending(store, { person, draft: id });
      const contents = await store.listContents(person, id);
      ({ parts } = contents);
      const answers = contents.fields.filter((field) => field.startsWith('answer:')).length;
      erased = { answers, ...('why' in read ? { why: read.why } : {}) };
      const change = await erasureOf(stores, { ...wish, ...contents, read });
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
  return erased;
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

async function erasureOf(
  { database }: EraseStores,
  of: EraseWish & {
    erased: string;
    id: string;
    identity: string;
    fields: readonly string[];
    parts: readonly number[];
    read: Draft | UnreadDraft;
  },
): Promise<DraftChange> {
  const { id, identity, records, erased, fields, parts, read } = of;
  const at = of.now.toISOString();
  const about = readIdentity(identity);
  // Only of self-reviews the record goes; what was handed in otherwise stays handed in.
  const isReview = about.form === SELF_REVIEW || about.form === ANSWER_FOR;
  const isRecordGone = records && isReview && about.subject.id === erased;
  const submission = isRecordGone ? null : await findStanding(database, about, read);
  const nextPart = Math.max(0, ...parts) + 1;
  const { draft, cursor } =
    'why' in read
      ? erasedState({ flow: '', nextPart, submission }, at)
      : eraseAll(read.state, { at, records: isRecordGone, submission });
  return {
    ...{ id, identity, texts: [], dropped: parts.slice(0, MOST_PARTS) },
    fields: {
      ...Object.fromEntries(fields.map((field) => [field, null])),
      ...{ facts: JSON.stringify(draft.facts), cursor: encodeCursor(cursor) },
    },
  };
}

/**
 * The version of a draft that stands. What has no outcome in the draft has none on its way, for what was could not be opened
 * and was given up: then the record tells, as it does of a draft that cannot be read.
 */
async function findStanding(
  database: Database,
  about: DraftIdentity,
  read: Draft | UnreadDraft,
): Promise<SubmissionMark | null> {
  const known = 'why' in read ? undefined : read.state.draft.facts.submission;
  if (known === null) return null;
  const isCertain = known?.recordedAt !== undefined && known.withdrawnAt === undefined;
  return isCertain ? known : findRecordedVersion(database, about);
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
