import type { Language } from '../flows/definition.ts';
import type { ConversationStore, SentCard } from '../models/conversation.ts';
import { AppError } from '../models/errors.ts';
import { type OutboxItem, personOf, type Say } from './conversation.ts';
import type { DescribeAccount } from './describe-account.ts';
import type { Identities } from './identities.ts';
import { isRenewed } from './is-renewed.ts';
import type { SubmissionJob } from './jobs/catalogue.ts';
import type { Lanes } from './lanes.ts';
import type { Log, Message, Send } from './ports.ts';
import type { Translate } from './present/context.ts';
import { presentMessage } from './present/message.ts';
import { partsIn } from './present/parts.ts';
import type { Reviews } from './reviews.ts';

interface Entry {
  id: string;
  item: OutboxItem;
}

type SayItem = Extract<OutboxItem, { kind: 'say' }>;

/**
 * Sends and does what a commit left in the outbox, and settles it: one delivery of a conversation after another, in
 * the order of the calls. `more` says that another call will follow soon: what there is to say is left to that one, or
 * said a moment later if none comes. Never rejects: the sweeper comes again.
 */
export type Deliver = (
  conversation: string,
  taken: { entries: readonly Entry[]; behind: boolean; more?: boolean },
) => Promise<void>;

export interface DeliverDependencies {
  store: ConversationStore;
  reviews: Pick<Reviews, 'of'>;
  identities: Pick<Identities, 'note' | 'unlink' | 'elsewhere'>;
  describeAccount: DescribeAccount;
  lanes: Lanes;
  send: Send;
  enqueueSubmission(job: SubmissionJob): Promise<void>;
  translator(language: Language): Translate;
  now(): Date;
  log: Log;
}

const HOLD_FOR_MS = 15_000;
/** Longer than the next update of a burst takes to be committed. */
const LEAVE_FOR_MS = 1_000;

/**
 * Makes what delivers. `hold` keeps the sweeper away from conversations that were being sent in when it was called
 * last and still are; it is to be called every few seconds.
 */
export function createDeliver(dependencies: DeliverDependencies): {
  deliver: Deliver;
  hold(): Promise<void>;
} {
  /** Per conversation, entries of deliveries that wait for their turn: the next of those takes them all. */
  const ahead = new Map<string, Entry[]>();
  /** Deliveries that are left to a later one. */
  const left = new Map<string, NodeJS.Timeout>();
  const holding = createHolding(dependencies);

  async function deliver(conversation: string, behind: boolean): Promise<void> {
    const entries = ahead.get(conversation) ?? [];
    ahead.delete(conversation);
    if (entries.length === 0 && !behind) return;
    try {
      // What a lost conversation had to say is still to be said.
      const pending = behind ? await readWaiting(conversation) : null;
      let left = await deliverInOrder(dependencies, { conversation, entries: pending ?? entries });
      while (left > 0) left = await deliverRest(conversation);
    } catch (error) {
      dependencies.log.warn({ err: error, conversation }, 'A delivery is left to the sweeper');
    }
  }

  async function readWaiting(conversation: string): Promise<Entry[] | null> {
    const pending = await readPending(dependencies, conversation);
    const later = new Set(ahead.get(conversation)?.map(({ id }) => id));
    return pending?.filter(({ id }) => !later.has(id)) ?? null;
  }

  /** Other processes leave what they commit meanwhile to whoever is sending. */
  async function deliverRest(conversation: string): Promise<number> {
    const entries = (await readWaiting(conversation)) ?? [];
    return entries.length === 0 ? 0 : deliverInOrder(dependencies, { conversation, entries });
  }

  return {
    deliver(conversation, taken) {
      if (taken.entries.length > 0) {
        ahead.set(conversation, [...(ahead.get(conversation) ?? []), ...taken.entries]);
      }
      const inTurn = () =>
        dependencies.lanes.run(`deliver ${conversation}`, () =>
          holding.during(conversation, () => deliver(conversation, taken.behind)),
        );
      clearTimeout(left.get(conversation));
      left.delete(conversation);
      if (taken.more !== true || !taken.entries.every(({ item }) => item.kind === 'say')) return inTurn();
      const later = () => {
        left.delete(conversation);
        void inTurn();
      };
      left.set(conversation, setTimeout(later, LEAVE_FOR_MS).unref());
      return Promise.resolve();
    },
    hold: holding.hold,
  };
}

function createHolding({ store, now }: DeliverDependencies) {
  const held = new Set<string>();
  let heldBefore = new Set<string>();

  async function hold(): Promise<void> {
    const slow = [...held].filter((id) => heldBefore.has(id));
    heldBefore = new Set(held);
    await store.hold(slow, new Date(now().getTime() + HOLD_FOR_MS));
  }

  async function during(id: string, work: () => Promise<void>): Promise<void> {
    held.add(id);
    try {
      await work();
    } finally {
      held.delete(id);
    }
  }

  return { hold, during };
}

async function readPending(dependencies: DeliverDependencies, conversation: string): Promise<Entry[] | null> {
  const pending = await dependencies.store.pending(conversation);
  return pending?.map(({ id, json }) => ({ id, item: JSON.parse(json) as OutboxItem })) ?? null;
}

/**
 * What fails stays in the outbox together with all that follows it, so that nothing overtakes. A card that the next one
 * renews is not sent; that one takes the place of what it was to replace. Returns how many are left for this process.
 */
async function deliverInOrder(
  dependencies: DeliverDependencies,
  of: { conversation: string; entries: readonly Entry[] },
): Promise<number> {
  const { conversation } = of;
  const done: string[] = [];
  let card: SentCard | null = null;
  let left = 0;
  let isTakenOver = false;
  let renewed: Entry[] = [];
  try {
    for (const [index, entry] of of.entries.entries()) {
      renewed.push(entry);
      if (isRenewed(entry.item, of.entries[index + 1]?.item)) continue;
      const item = inPlaceOf(renewed[0]?.item, entry.item);
      const delivered = await deliverOne(dependencies, { conversation, item, card });
      if (delivered === 'taken-over') {
        isTakenOver = true;
        break;
      }
      card = delivered ?? card;
      done.push(...renewed.map(({ id }) => id));
      renewed = [];
    }
  } finally {
    if (done.length > 0) left = await dependencies.store.settle(conversation, { entries: done, card });
  }
  if (!isTakenOver) return left;
  dependencies.log.warn({ conversation }, 'Another process has taken a delivery over');
  return 0;
}

function inPlaceOf(first: OutboxItem | undefined, last: OutboxItem): OutboxItem {
  return first?.kind === 'say' && last.kind === 'say' ? { ...last, replaces: first.replaces } : last;
}

async function deliverOne(
  dependencies: DeliverDependencies,
  { conversation, item, card }: { conversation: string; item: OutboxItem; card: SentCard | null },
): Promise<SentCard | 'taken-over' | undefined> {
  switch (item.kind) {
    case 'submit':
      await dependencies.enqueueSubmission({ conversation, flow: item.flow, number: item.number });
      return undefined;
    case 'unlink':
      await dependencies.identities.unlink(item.address);
      return undefined;
    case 'say':
      return deliverSay(dependencies, { conversation, item, card });
  }
}

async function deliverSay(
  dependencies: DeliverDependencies,
  of: { conversation: string; item: SayItem; card: SentCard | null },
): Promise<SentCard | 'taken-over' | undefined> {
  const { identities, log } = dependencies;
  const { conversation, item } = of;
  const message = await toMessage(dependencies, conversation, item);
  // Asked right before each message: a process that was cut off for a while must not say what another has said.
  const state = await dependencies.store.readSendingState(conversation);
  if (state.takenOver) return 'taken-over';
  const card = item.replaces === null ? null : (of.card ?? state.card);
  const replaces = card !== null && card.prompt === item.replaces ? { replaces: card.message } : {};
  try {
    const sent = await dependencies.send(item.address, { message, ...replaces });
    return item.prompt === null ? undefined : { prompt: item.prompt, message: sent };
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    if (error.code === 'chat-unreachable') await identities.note(item.address, false);
    log.warn({ conversation, channel: item.address.channel, code: error.code }, 'A chat cannot be reached');
    await sendElsewhere(dependencies, { conversation, item, message });
    return undefined;
  }
}

/** Nothing reaches the chat, or its channel is switched off. */
function isOutOfReach(error: unknown): error is AppError {
  return error instanceof AppError && ['chat-unreachable', 'channel-off'].includes(error.code);
}

/**
 * The person is told in another chat of theirs. Where there is none that is reached it stays unsaid: whatever they
 * do when they come back shows where they stand.
 */
async function sendElsewhere(
  { identities, send }: DeliverDependencies,
  of: { conversation: string; item: SayItem; message: Message },
): Promise<void> {
  const { conversation, item, message } = of;
  if (item.say.type === 'linked-elsewhere' || item.say.type === 'unlinked') return;
  for (const other of await identities.elsewhere(personOf(conversation), item.address)) {
    try {
      await send(other, { message });
      return;
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
    }
  }
}

async function toMessage(
  dependencies: DeliverDependencies,
  conversation: string,
  item: SayItem,
): Promise<Message> {
  const { store, reviews, translator, now, describeAccount } = dependencies;
  const person = personOf(conversation);
  const review = await reviews.of(person);
  const parts = partsIn(item.say as Say);
  const texts =
    item.flow === null || parts.length === 0
      ? new Map<number, string>()
      : await store.readTexts(conversation, { flow: item.flow, parts });
  return presentMessage(item.say, {
    language: item.language,
    t: translator(item.language),
    now: now(),
    flow: review?.flow ?? null,
    texts,
    due: review?.cycle.draftsDue ?? null,
    account: item.say.type === 'data' ? await describeAccount(person) : null,
    prompt: item.prompt,
  });
}
