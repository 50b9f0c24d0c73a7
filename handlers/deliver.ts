import type { Language } from '../flows/definition.ts';
import type { ConversationStore, SentCard } from '../models/conversation.ts';
import { AppError } from '../models/errors.ts';
import { type OutboxItem, personOf, type Say } from './conversation.ts';
import type { DescribeAccount } from './describe-account.ts';
import type { Identities } from './identities.ts';
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
 * the order of the calls. Never rejects: the sweeper comes again.
 */
export type Deliver = (
  conversation: string,
  taken: { entries: readonly Entry[]; behind: boolean },
) => Promise<void>;

export interface DeliverDependencies {
  store: ConversationStore;
  reviews: Reviews;
  identities: Pick<Identities, 'note' | 'unlink' | 'elsewhere'>;
  describeAccount: DescribeAccount;
  lanes: Lanes;
  send: Send;
  enqueueSubmission(job: SubmissionJob): Promise<void>;
  translator(language: Language): Translate;
  now(): Date;
  log: Log;
}

export function createDeliver(dependencies: DeliverDependencies): Deliver {
  /** Entries of deliveries that wait for their turn: whoever finds them in the outbox leaves them to those. */
  const ahead = new Set<string>();

  async function deliver(conversation: string, { entries, behind }: Parameters<Deliver>[1]): Promise<void> {
    const nameOf = ({ id }: Pick<Entry, 'id'>) => `${conversation} ${id}`;
    for (const entry of entries) ahead.delete(nameOf(entry));
    try {
      // What a lost conversation had to say is still to be said.
      const pending = behind ? await readPending(dependencies, conversation) : null;
      const whole = pending?.filter((entry) => !ahead.has(nameOf(entry))) ?? entries;
      await deliverInOrder(dependencies, { conversation, entries: whole });
    } catch (error) {
      dependencies.log.warn({ err: error, conversation }, 'A delivery is left to the sweeper');
    }
  }

  return (conversation, taken) => {
    for (const { id } of taken.entries) ahead.add(`${conversation} ${id}`);
    return dependencies.lanes.run(`deliver ${conversation}`, () => deliver(conversation, taken));
  };
}

async function readPending(dependencies: DeliverDependencies, conversation: string): Promise<Entry[] | null> {
  const pending = await dependencies.store.pending(conversation);
  return pending?.map(({ id, json }) => ({ id, item: JSON.parse(json) as OutboxItem })) ?? null;
}

/** What fails stays in the outbox together with all that follows it, so that nothing overtakes. */
async function deliverInOrder(
  dependencies: DeliverDependencies,
  of: { conversation: string; entries: readonly Entry[] },
): Promise<void> {
  const { conversation } = of;
  const done: string[] = [];
  let card: SentCard | null = null;
  try {
    for (const { id, item } of of.entries) {
      card = (await deliverOne(dependencies, { conversation, item, card })) ?? card;
      done.push(id);
    }
  } finally {
    if (done.length > 0) await dependencies.store.settle(conversation, { entries: done, card });
  }
}

async function deliverOne(
  dependencies: DeliverDependencies,
  { conversation, item, card }: { conversation: string; item: OutboxItem; card: SentCard | null },
): Promise<SentCard | undefined> {
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
): Promise<SentCard | undefined> {
  const { conversation, item } = of;
  const message = await toMessage(dependencies, conversation, item);
  const card = item.replaces === null ? null : (of.card ?? (await dependencies.store.readCard(conversation)));
  const replaces = card !== null && card.prompt === item.replaces ? { replaces: card.message } : {};
  try {
    const sent = await dependencies.send(item.address, { message, ...replaces });
    return item.prompt === null ? undefined : { prompt: item.prompt, message: sent };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'chat-unreachable') throw error;
    await sendElsewhere(dependencies, { conversation, item, message });
    return undefined;
  }
}

/**
 * A chat that nothing reaches is marked, and the person told in another one of theirs. Where there is none it
 * stays unsaid: whatever they do when they come back shows where they stand.
 */
async function sendElsewhere(
  { identities, send, log }: DeliverDependencies,
  of: { conversation: string; item: SayItem; message: Message },
): Promise<void> {
  const { conversation, item, message } = of;
  await identities.note(item.address, false);
  log.warn({ conversation, channel: item.address.channel }, 'A chat cannot be reached');
  const isForThatChat = item.say.type === 'linked-elsewhere' || item.say.type === 'unlinked';
  const other = isForThatChat ? undefined : await identities.elsewhere(personOf(conversation), item.address);
  if (other !== undefined) await send(other, { message });
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
    account: item.say.type === 'data' ? await describeAccount(person) : null,
    prompt: item.prompt,
  });
}
