import type { Redis } from 'ioredis';
import type { KeyRing } from '../store/encryption.ts';
import { runScript } from '../store/scripts.ts';
import { conversationKeys } from './conversation-keys.ts';
import { conversationContext, draftContext } from './draft-context.ts';
import { HELD_UNTIL } from './held-entry.ts';
import { outboxContext } from './outbox.ts';

/** How long the key of an update is remembered; no messenger repeats an update after a longer time. */
const REMEMBER_UPDATE_SECONDS = 48 * 60 * 60;
/**
 * How long cards need not be copied that changed alone. After a loss, presses on those that the copy lacks, and the first
 * press on any card of a draft, show where the person is.
 */
const CARDS_UNCOPIED_MS = 30_000;

/** All that one event changes. It is taken whole or not at all. */
export interface ConversationChange {
  /** Key of the event; a second commit under the same key is a `duplicate`. */
  update: string;
  /** The revision that the change was computed from; any other is a `conflict`. */
  revision: number;
  /** Null if it stays as it was at that revision. */
  head: string | null;
  cards: string;
  /** Id of the draft that `load` returns. */
  front: string | null;
  drafts: readonly DraftChange[];
  /** JSON of commands: they are put into the outbox first, and stay pending until they have an outcome. */
  commands: readonly string[];
  /** JSON of what else must be sent or done after the commit. */
  outbox: readonly string[];
  /** JSON of what is sent at a moment, unless it is withdrawn before; it comes last in the outbox and holds nothing back. */
  held?: readonly { json: string; notBefore: Date }[];
  /** Ids of held outbox entries that are withdrawn. */
  withdrawn?: readonly string[];
  /** Ids of commands that have an outcome. */
  finished: readonly string[];
  /** Ids of cards whose messages need not be known any longer. */
  forgotten: readonly string[];
  now: Date;
  /** When the sweeper takes over what was not done by then. */
  dueAt: Date;
}

export interface DraftChange {
  id: string;
  identity: string;
  /** By name; null removes. */
  fields: Readonly<Record<string, string | null>>;
  texts: readonly { id: number; text: string }[];
  dropped: readonly number[];
}

export interface CommitResult {
  status: 'committed' | 'duplicate' | 'conflict';
  revision: number;
  /**
   * Whether anything of earlier commits is still to be sent: nothing; something that this process sends, too; or
   * something that another process sends, which goes on with what is committed now.
   */
  waiting: 'nothing' | 'here' | 'elsewhere';
}

/** Id of the outbox entry at `index` of the commit that made `revision`: commands come first, held entries last. */
export function outboxEntryId(revision: number, index: number, notBefore?: Date): string {
  const held = notBefore === undefined ? '' : `${HELD_UNTIL}${notBefore.getTime()}`;
  return `${String(revision).padStart(12, '0')}.${String(index + 1).padStart(3, '0')}${held}`;
}

/** Commits a change under the revision that it was computed from, in one atomic call. */
export async function commitConversation(
  stores: { redis: Redis; keys: KeyRing; prefix: string; sender: string },
  person: string,
  change: ConversationChange,
): Promise<CommitResult> {
  const names = conversationKeys(stores.prefix, person);
  const { held = [], withdrawn = [] } = change;
  const seal = (json: string) => stores.keys.seal(json, outboxContext(person));
  const sealField = (field: 'head' | 'cards') =>
    change[field] === null ? '' : stores.keys.seal(change[field], conversationContext(person, field));
  const [status, revision, waiting, sender] = (await runScript(stores.redis, 'commit', {
    keys: [
      ...[names.conversation, names.seen(change.update), names.outbox, names.pending, names.drafts],
      ...[names.due, names.changedConversations, names.changedDrafts],
      ...change.drafts.flatMap(({ id }) => [names.draft(id), names.texts(id), names.changed(id)]),
    ],
    args: [
      ...[change.revision, person, sealField('head'), sealField('cards'), change.front ?? ''],
      ...[REMEMBER_UPDATE_SECONDS, change.dueAt.getTime(), change.now.getTime(), stores.sender],
      change.now.getTime() + CARDS_UNCOPIED_MS,
      ...counted(change.commands.map(seal)),
      ...counted(change.outbox.map(seal)),
      ...counted(change.finished),
      ...counted(change.forgotten),
      ...counted(withdrawn),
      ...countedPairs(held.map(({ json, notBefore }) => [notBefore.getTime(), seal(json)])),
      ...change.drafts.flatMap((draft) => draftArguments(stores.keys, person, draft)),
    ],
  })) as [CommitResult['status'], number, number, string | null];
  const where = sender === stores.sender ? 'here' : 'elsewhere';
  return { status, revision, waiting: waiting === 0 ? 'nothing' : where };
}

function draftArguments(keys: KeyRing, person: string, change: DraftChange): (string | number)[] {
  const { id: draft, identity, fields, texts, dropped } = change;
  const seal = (text: string, field: string) => keys.seal(text, draftContext({ person, draft, field }));
  const set: [string, string][] = [];
  const removed: string[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value === null) removed.push(field);
    else set.push([field, seal(value, field)]);
  }
  const parts = texts.map(({ id, text }) => [id, seal(text, `text:${id}`)] as const);
  return [
    ...[draft, identity],
    ...countedPairs(set),
    ...counted(removed),
    ...countedPairs(parts),
    ...counted(dropped),
  ];
}

function counted(values: readonly (string | number)[]): (string | number)[] {
  return [values.length, ...values];
}

function countedPairs(pairs: readonly (readonly [string | number, string])[]): (string | number)[] {
  return [pairs.length, ...pairs.flat()];
}
