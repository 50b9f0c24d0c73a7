import type { Language } from '../../flows/forms/definition.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { SentCard } from '../../models/chat/outbox.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Identities } from '../identities.ts';
import type { CommandJob } from '../jobs/catalogue.ts';
import type { KeyedQueue } from '../keyed-queue.ts';
import type { Address, Log, Message, Send } from '../ports.ts';
import type { FindQuestions } from '../queries/find-questions.ts';
import type { OutboxItem } from '../talk/outbox-item.ts';
import type { Translate } from '../words/context.ts';
import { presentMessage } from '../words/message.ts';
import { partsIn } from '../words/parts.ts';
import { isRenewed } from './is-renewed.ts';

interface Entry {
  id: string;
  item: OutboxItem;
  /** When this process began to commit it, in milliseconds since 1970; absent where it was read from the outbox. */
  committedAt?: number;
}

type MessageItem = Extract<OutboxItem, { kind: 'message' }>;

/**
 * Sends and does what a commit left in the outbox, and settles it: one delivery of a conversation after another, in
 * the order of the calls. `more` says that another call will follow soon: what there is to say is left to that one, or
 * said a moment later if none comes. Never rejects: the sweeper comes again.
 */
export type Deliver = (
  person: string,
  taken: { entries: readonly Entry[]; behind: boolean; more?: boolean },
) => Promise<void>;

export interface DeliverDependencies {
  store: ConversationStore;
  findQuestions: Pick<FindQuestions, 'any'>;
  identities: Pick<Identities, 'note' | 'unlink' | 'elsewhere'>;
  keyedQueue: KeyedQueue;
  send: Send;
  /** Whether people can send files on a channel. */
  takesFiles(channel: string): boolean;
  enqueueCommand(job: CommandJob): Promise<void>;
  translator(language: Language): Translate;
  now(): Date;
  log: Log;
}

const HOLD_FOR_MS = 15_000;
/** Nobody takes over so soon what this process has just committed: it is not due, and its connection was there then. */
const JUST_COMMITTED_MS = 500;
/** Longer than the next update of a burst takes to be committed. */
const LEAVE_FOR_MS = 1_000;

/**
 * Makes what delivers. `hold` keeps the sweeper away from conversations that were being sent in when it was called
 * last and still are; it is to be called every few seconds.
 */
export function createDeliver(dependencies: DeliverDependencies): {
  deliver: Deliver;
  extendClaims(): Promise<void>;
} {
  /** Per conversation, entries of deliveries that wait for their turn: the next of those takes them all. */
  const ahead = new Map<string, Entry[]>();
  /** Deliveries that are left to a later one. */
  const left = new Map<string, NodeJS.Timeout>();
  const holding = createHolding(dependencies);

  async function deliver(person: string, behind: boolean): Promise<void> {
    const entries = ahead.get(person) ?? [];
    ahead.delete(person);
    if (entries.length === 0 && !behind) return;
    try {
      // What a lost conversation had to say is still to be said.
      const pending = behind ? await readWaiting(person) : null;
      let left = await deliverInOrder(dependencies, { person, entries: pending ?? entries });
      while (left > 0) left = await deliverRest(person);
    } catch (error) {
      dependencies.log.warn({ err: error, person }, 'A delivery is left to the sweeper');
    }
  }

  async function readWaiting(person: string): Promise<Entry[] | null> {
    const pending = await readPending(dependencies, person);
    const later = new Set(ahead.get(person)?.map(({ id }) => id));
    return pending?.filter(({ id }) => !later.has(id)) ?? null;
  }

  /** Other processes leave what they commit meanwhile to whoever is sending. */
  async function deliverRest(person: string): Promise<number> {
    const entries = (await readWaiting(person)) ?? [];
    return entries.length === 0 ? 0 : deliverInOrder(dependencies, { person, entries });
  }

  return {
    deliver(person, taken) {
      if (taken.entries.length > 0) {
        ahead.set(person, [...(ahead.get(person) ?? []), ...taken.entries]);
      }
      const inTurn = () =>
        dependencies.keyedQueue.run(`deliver ${person}`, () =>
          holding.during(person, () => deliver(person, taken.behind)),
        );
      clearTimeout(left.get(person));
      left.delete(person);
      if (taken.more !== true || !taken.entries.every(({ item }) => item.kind === 'message')) return inTurn();
      const later = () => {
        left.delete(person);
        void inTurn();
      };
      left.set(person, setTimeout(later, LEAVE_FOR_MS).unref());
      return Promise.resolve();
    },
    extendClaims: holding.extendClaims,
  };
}

function createHolding({ store, now }: DeliverDependencies) {
  const held = new Set<string>();
  let heldBefore = new Set<string>();

  async function extendClaims(): Promise<void> {
    const slow = [...held].filter((id) => heldBefore.has(id));
    heldBefore = new Set(held);
    await store.extendClaims(slow, new Date(now().getTime() + HOLD_FOR_MS));
  }

  async function during(id: string, work: () => Promise<void>): Promise<void> {
    held.add(id);
    try {
      await work();
    } finally {
      held.delete(id);
    }
  }

  return { extendClaims, during };
}

async function readPending(dependencies: DeliverDependencies, person: string): Promise<Entry[] | null> {
  const pending = await dependencies.store.waiting(person);
  return pending?.map(({ id, json }) => ({ id, item: JSON.parse(json) as OutboxItem })) ?? null;
}

/**
 * What fails stays in the outbox together with all that follows it, so that nothing overtakes. A card that the next one
 * renews is not sent; that one takes the place of what it was to replace. Returns how many are left for this process.
 */
async function deliverInOrder(
  dependencies: DeliverDependencies,
  of: { person: string; entries: readonly Entry[] },
): Promise<number> {
  const { person } = of;
  const done: string[] = [];
  const sent: SentCard[] = [];
  let left = 0;
  let isTakenOver = false;
  let renewed: Entry[] = [];
  try {
    for (const [index, entry] of of.entries.entries()) {
      renewed.push(entry);
      if (isRenewed(entry.item, of.entries[index + 1]?.item)) continue;
      const item = inPlaceOf(renewed[0]?.item, entry.item);
      const delivered = await deliverOne(dependencies, { person, entry: { ...entry, item }, sent });
      if (delivered === 'taken-over') {
        isTakenOver = true;
        break;
      }
      if (delivered !== undefined) sent.push(delivered);
      done.push(...renewed.map(({ id }) => id));
      renewed = [];
    }
  } finally {
    if (done.length > 0) left = await dependencies.store.complete(person, { entries: done, sent });
  }
  if (!isTakenOver) return left;
  dependencies.log.warn({ person }, 'Another process has taken a delivery over');
  return 0;
}

function inPlaceOf(first: OutboxItem | undefined, last: OutboxItem): OutboxItem {
  return first?.kind === 'message' && last.kind === 'message' ? { ...last, replaces: first.replaces } : last;
}

async function deliverOne(
  dependencies: DeliverDependencies,
  of: { person: string; entry: Entry; sent: readonly SentCard[] },
): Promise<SentCard | 'taken-over' | undefined> {
  const { person, entry, sent } = of;
  const { id, item, committedAt } = entry;
  switch (item.kind) {
    case 'command':
      await dependencies.enqueueCommand({ person, command: id });
      return undefined;
    case 'unlink':
      await dependencies.identities.unlink({ person, ...endingOf(item) });
      return undefined;
    case 'message':
      return deliverMessage(dependencies, { person, item, committedAt, sent });
  }
}

/** Which bindings an entry ends; one of an earlier version ends all that there are. */
function endingOf({ address, boundUntil }: Extract<OutboxItem, { kind: 'unlink' }>) {
  return { address, ...(boundUntil === undefined ? {} : { boundUntil: new Date(boundUntil) }) };
}

async function deliverMessage(
  dependencies: DeliverDependencies,
  of: { person: string; item: MessageItem; committedAt: number | undefined; sent: readonly SentCard[] },
): Promise<SentCard | 'taken-over' | undefined> {
  const { identities, log, now } = dependencies;
  const { person, item, committedAt = 0 } = of;
  const message = await toMessage(dependencies, person, item);
  const { address } = item;
  // Asked right before each message: a process that was cut off for a while must not say what another has said.
  const isKnown = item.replaces === null && Math.abs(now().getTime() - committedAt) < JUST_COMMITTED_MS;
  const state = isKnown
    ? { takenOver: false, message: null }
    : await dependencies.store.readSendingState(person, { card: item.replaces, address });
  if (state.takenOver) return 'taken-over';
  const sentNow = of.sent.findLast((one) => one.card === item.replaces && isSameChat(one.address, address));
  const shown = sentNow?.message ?? state.message;
  const replaces = item.replaces === null || shown === null ? {} : { replaces: shown };
  if (address === null) {
    await sendElsewhere(dependencies, { person, item, message });
    return undefined;
  }
  try {
    const sent = await dependencies.send(address, { message, ...replaces });
    return item.card === null ? undefined : { card: item.card, message: sent, address };
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    if (error.code === 'chat-unreachable') await identities.note(address, false);
    log.warn({ person, channel: address.channel, code: error.code }, 'A chat cannot be reached');
    await sendElsewhere(dependencies, { person, item, message });
    return undefined;
  }
}

function isSameChat(one: Address, other: Address | null): boolean {
  return one.channel === other?.channel && one.chat === other.chat;
}

/** Nothing reaches the chat, or its channel is switched off. */
export function isOutOfReach(error: unknown): error is AppError {
  return error instanceof AppError && ['chat-unreachable', 'channel-off'].includes(error.code);
}

/**
 * Tells the person in another chat of theirs. Where none is reached it stays unsaid, because what they do when they come
 * back shows where they stand; only of what is lost they are told then.
 */
async function sendElsewhere(
  { identities, send, store }: DeliverDependencies,
  of: { person: string; item: MessageItem; message: Message },
): Promise<void> {
  const { person, item, message } = of;
  const { output } = item;
  if (output.type === 'linked-elsewhere' || output.type === 'unlinked') return;
  for (const other of await identities.elsewhere(person, item.address)) {
    try {
      await send(other, { message });
      return;
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
    }
  }
  if (output.type === 'restored') {
    await store.keepUntold(person, output.at === null ? null : new Date(output.at));
  }
}

async function toMessage(
  dependencies: DeliverDependencies,
  person: string,
  item: MessageItem,
): Promise<Message> {
  const { store, findQuestions, translator, takesFiles, now } = dependencies;
  const { draft, output, language, card } = item;
  const parts = partsIn(output);
  const texts =
    draft === null ? new Map<number, string>() : await store.readTexts(person, { draft: draft.id, parts });
  const questions = draft === null ? null : await findQuestions.any(draft);
  return presentMessage(output, {
    ...{ language, card, texts },
    takesFiles: item.address === null || takesFiles(item.address.channel),
    t: translator(language),
    now: now(),
    form: draft?.identity.form ?? null,
    flow: questions?.flow ?? null,
    due: questions?.due ?? null,
  });
}
