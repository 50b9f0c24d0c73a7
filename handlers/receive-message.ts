import type { Language } from '../flows/definition.ts';
import { applyResult } from '../flows/engine/step.ts';
import {
  type CommitResult,
  type ConversationStore,
  type FlowChange,
  outboxEntryId,
} from '../models/conversation.ts';
import { AppError } from '../models/errors.ts';
import type { StrangerUpdates } from '../models/stranger-updates.ts';
import {
  type Conversation,
  conversationOf,
  decodeConversation,
  encodeFlowChange,
  type OutboxItem,
  personOf,
} from './conversation.ts';
import type { Deliver } from './deliver.ts';
import type { Identities, Known } from './identities.ts';
import type { FinishJoining } from './join/finish-joining.ts';
import type { ReceiveStranger } from './join/receive-stranger.ts';
import type { Lanes } from './lanes.ts';
import type { Address, ChannelEvent, Log, Receipt, Receive } from './ports.ts';
import type { Translate } from './present/context.ts';
import type { RecentConversations } from './recent-conversations.ts';
import { respond } from './respond.ts';
import type { Reviews } from './reviews.ts';
import type { News, Response, Situation } from './situation.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How long the sender itself has before the sweeper takes an outbox over. */
const OUTBOX_GRACE_MS = 15_000;
const MOST_TRIES = 8;

export interface ReceiveDependencies {
  store: ConversationStore;
  /** Brings back a conversation that Redis lost; whether there was a copy. */
  restore(conversation: string): Promise<boolean>;
  reviews: Reviews;
  deliver: Deliver;
  lanes: Lanes;
  recent: RecentConversations;
  vocabulary: Vocabulary;
  translator(language: Language): Translate;
  now(): Date;
  newId(): string;
  log: Log;
}

/** What happened, to be committed under the key `update`. */
interface Happening extends Omit<Situation['event'], 'address'> {
  update: string;
  /** Nothing for what comes from the system of record: it goes where the person last wrote from. */
  address?: Address;
  /** More is about to happen here: what this leads to is delivered with that. */
  more?: boolean;
}

/**
 * Takes what people do: loads the conversation, answers purely, and commits state, outbox and dedupe key in
 * one atomic call. The receipt is given after that commit; sending follows. Rejects if nothing was committed.
 */
export function createReceive(
  dependencies: MemberDependencies & { receiveStranger: ReceiveStranger },
): Receive {
  const { identities, receiveStranger } = dependencies;
  return async (event) => {
    const known = await identities.identify(event.channel, event.user);
    if (known !== null) return receiveMember(dependencies, event, known);
    return receiveStranger(event, (joined) => receiveMember(dependencies, event, joined));
  };
}

interface MemberDependencies extends ReceiveDependencies {
  identities: Identities;
  strangerUpdates: StrangerUpdates;
  finishJoining: FinishJoining;
}

async function receiveMember(
  dependencies: MemberDependencies,
  event: ChannelEvent,
  known: Known,
): Promise<Receipt> {
  const { identities, strangerUpdates, finishJoining, now } = dependencies;
  const { person, pendingWelcome: welcome } = known;
  if (welcome !== undefined) await finishJoining(person, { event, welcome });
  const isNew = now().getTime() - known.linkedAt < strangerUpdates.askForMs;
  if (isNew && (await strangerUpdates.wasTaken(event))) return { status: 'duplicate' };
  const { channel, chat, update, input, more, ...rest } = event;
  const address = { channel, chat };
  if (input.type === 'reachable') {
    await identities.note(address, input.reachable);
    return { status: 'committed' };
  }
  if (!known.reachable) await noteReturn(dependencies, address);
  return takeIn(dependencies, conversationOf(person), {
    ...rest,
    input,
    update: `${channel}:${update}`,
    address,
    more: more === true,
  });
}

/** Keeps nobody from answering: should it fail, the next message tells it again. */
async function noteReturn(
  { identities, log }: { identities: Identities; log: Log },
  address: Address,
): Promise<void> {
  await identities
    .note(address, true)
    .catch((error: unknown) => log.warn({ err: error }, 'A chat that can be reached again was not noted'));
}

/** Opens the conversation of somebody who has just joined; once for each welcome. */
export function createWelcome(dependencies: ReceiveDependencies): FinishJoining {
  return async (person, { event, welcome: { id, others } }) => {
    const { channel, chat, at, language } = event;
    await takeIn(dependencies, conversationOf(person), {
      update: `joined:${id}`,
      at,
      ...(language === undefined ? {} : { language }),
      input: { type: 'joined', others },
      address: { channel, chat },
    });
  };
}

/** Tells a person something that the system of record has to say; once for each `key`. */
export type Announce = (conversation: string, told: { key: string; news: News }) => Promise<void>;

export function createAnnounce(dependencies: ReceiveDependencies): Announce {
  return async (conversation, { key, news }) => {
    const at = dependencies.now().toISOString();
    await takeIn(dependencies, conversation, { update: key, at, input: news });
  };
}

function takeIn(dependencies: ReceiveDependencies, id: string, happening: Happening): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    dependencies.lanes
      .run(id, async () => {
        const taken = await commitOnce(dependencies, id, happening);
        resolve(taken.receipt);
        // Whoever goes on meanwhile does not wait for a messenger that is slow.
        void dependencies.deliver(id, { ...taken, more: happening.more === true });
      })
      .catch((error: unknown) => {
        reject(error);
        dependencies.log.error({ err: error, conversation: id }, 'An update could not be taken in');
      });
  });
}

/** What a commit leaves to be sent; `behind` if something older still waits. */
export interface Taken {
  receipt: Receipt;
  entries: readonly { id: string; item: OutboxItem }[];
  behind: boolean;
}

async function commitOnce(
  dependencies: ReceiveDependencies,
  id: string,
  happening: Happening,
): Promise<Taken> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const known = attempt === 1 ? dependencies.recent.get(id) : undefined;
    const { conversation, restoredFrom } =
      known === undefined
        ? await loadConversation(dependencies, {
            id,
            wasThere: attempt > 1 || happening.input.type === 'press',
          })
        : { conversation: known };
    if (happening.input.type === 'recorded' && conversation.unreadable !== undefined) {
      throw new AppError('draft-unreadable', { message: 'The draft of a recorded version cannot be read' });
    }
    const address = happening.address ?? conversation.head?.address;
    if (address === undefined) return { receipt: { status: 'ignored' }, entries: [], behind: false };
    const review = await dependencies.reviews.of(personOf(id));
    const { update, more: _more, ...event } = happening;
    const response = respond({
      conversation,
      review,
      event: { ...event, address },
      vocabulary: dependencies.vocabulary,
      promptId: dependencies.newId(),
      ...(restoredFrom === undefined ? {} : { restoredFrom }),
    });
    const outbox = outboxOf(response, address);
    dependencies.recent.delete(id);
    const result = await commit(dependencies, { conversation, response, outbox, update });
    if (result.status === 'committed') {
      dependencies.recent.set(id, conversationAfter(conversation, response, result.revision));
    }
    if (result.status !== 'conflict') return settleTaken(dependencies, { response, outbox, result });
  }
  throw new AppError('conversation-busy', { message: `Conversation changed ${MOST_TRIES} times meanwhile` });
}

function conversationAfter(before: Conversation, response: Response, revision: number): Conversation {
  const { head, flow } = response;
  if (flow === null) return { ...before, revision, head };
  const { facts, cursor } = flow.result;
  const present =
    before.flow?.key === flow.key ? before.flow.state : { draft: { facts, answers: {} }, cursor };
  const { unreadable: _unreadable, ...rest } = before;
  return { ...rest, revision, head, flow: { key: flow.key, state: applyResult(present, flow.result) } };
}

/** `wasThere` says that there was one before: if it is nowhere to be found, it is lost. */
async function loadConversation(
  dependencies: ReceiveDependencies,
  { id, wasThere }: { id: string; wasThere: boolean },
): Promise<{ conversation: Conversation; restoredFrom?: Date | null }> {
  const { store, restore, log } = dependencies;
  let stored = await store.load(id);
  if (stored.revision === 0 && (await restore(id))) {
    log.warn({ conversation: id }, 'A conversation was restored from its copy');
    stored = await store.load(id);
  }
  const isLost = stored.revision === 0 && wasThere;
  const { restoredFrom = isLost ? null : undefined } = stored;
  const conversation = decodeConversation(id, stored);
  if (conversation.unreadable !== undefined) {
    const { why } = conversation.unreadable;
    log.error(
      { conversation: id, why },
      'A draft is not of a shape that this version reads; it is left as it is',
    );
  }
  return {
    conversation,
    ...(restoredFrom === undefined ? {} : { restoredFrom }),
  };
}

function outboxOf(response: Response, address: Address): OutboxItem[] {
  const { head, flow } = response;
  const says = response.says.map(
    ({ say, prompt, replaces, to = address }): OutboxItem => ({
      kind: 'say',
      say,
      address: to,
      language: head.language,
      flow: flow?.key ?? null,
      prompt,
      replaces,
    }),
  );
  const effects = (flow?.result.effects ?? [])
    .filter((effect) => effect.type === 'submit')
    .map((effect): OutboxItem => ({ kind: 'submit', flow: flow?.key as string, number: effect.number }));
  const unlinks: OutboxItem[] = response.unlinks === true ? [{ kind: 'unlink', address }] : [];
  // First, so that whoever reads that the chat is a stranger's finds it so.
  return [...effects, ...unlinks, ...says];
}

function commit(
  dependencies: ReceiveDependencies,
  of: { conversation: Conversation; response: Response; outbox: readonly OutboxItem[]; update: string },
): Promise<CommitResult> {
  const { conversation, response, outbox, update } = of;
  const now = dependencies.now();
  return dependencies.store.commit(conversation.id, {
    update,
    revision: conversation.revision,
    head: JSON.stringify(response.head),
    flow: flowChangeOf(conversation, response),
    outbox: outbox.map((item) => JSON.stringify(item)),
    now,
    dueAt: new Date(now.getTime() + OUTBOX_GRACE_MS),
  });
}

/** The head travels with the copy of the flow, so a flow that did not change is written again as it was. */
function flowChangeOf(conversation: Conversation, response: Response): FlowChange | null {
  if (response.flow !== null) return encodeFlowChange(response.flow.key, response.flow.result);
  const unchanged = { answers: {}, texts: [], dropped: [], effects: [] };
  const { flow, unreadable } = conversation;
  if (flow !== null) {
    return encodeFlowChange(flow.key, { ...flow.state.draft, ...unchanged, cursor: flow.state.cursor });
  }
  return unreadable === undefined ? null : { key: unreadable.key, fields: {}, texts: [], dropped: [] };
}

/** What another process is sending for goes on there. */
function settleTaken(
  dependencies: ReceiveDependencies,
  of: { response: Response; outbox: readonly OutboxItem[]; result: CommitResult },
): Taken {
  const { response, outbox, result } = of;
  const behind = result.waiting === 'here';
  if (result.status === 'duplicate') return { receipt: { status: 'duplicate' }, entries: [], behind };
  const t = dependencies.translator(response.head.language);
  const toast = response.toast === undefined ? {} : { toast: t(`chat:toasts.${response.toast}`) };
  const entries = outbox.map((item, index) => ({ id: outboxEntryId(result.revision, index), item }));
  return {
    receipt: {
      status: 'committed',
      ...toast,
      ...(response.refused === true ? { refused: true } : {}),
      ...(isRefusedAsSecret(response) ? { withhold: true } : {}),
    },
    entries: result.waiting === 'elsewhere' ? [] : entries,
    behind,
  };
}

function isRefusedAsSecret(response: Response): boolean {
  return response.says.some(({ say }) => 'problem' in say && say.problem?.code === 'secret');
}
