import type { Language } from '../../flows/forms/definition.ts';
import {
  type CommitResult,
  type ConversationStore,
  outboxEntryId,
  type StoredConversation,
} from '../../models/chat/conversation.ts';
import type { StrangerUpdates } from '../../models/chat/stranger-updates.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Deliver } from '../deliver/deliver.ts';
import type { Identities, Known } from '../identities.ts';
import type { FinishJoining } from '../join/finish-joining.ts';
import type { ReceiveStranger } from '../join/receive-stranger.ts';
import type { Lanes } from '../lanes.ts';
import type { Address, ChannelEvent, Log, Receipt, Receive } from '../ports.ts';
import type { Translate } from '../words/context.ts';
import {
  type Conversation,
  decodeConversation,
  type OutboxItem,
  type PendingCommand,
} from './conversation.ts';
import { decide, decideClosed } from './decide.ts';
import { encodeDraftChange } from './draft.ts';
import { type LoadDependencies, loadFor } from './load-for.ts';
import type { RecentConversations } from './recent-conversations.ts';
import { respond } from './respond.ts';
import type { News, Response, Situation } from './situation.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How long the sender itself has before the sweeper takes an outbox over. */
const OUTBOX_GRACE_MS = 15_000;
const MOST_TRIES = 8;

export interface ReceiveDependencies extends LoadDependencies {
  store: ConversationStore;
  /** Brings back a conversation that Redis lost; whether there was a copy. */
  restore(person: string): Promise<boolean>;
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
  return takeIn(dependencies, person, {
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
    await takeIn(dependencies, person, {
      update: `joined:${id}`,
      at,
      ...(language === undefined ? {} : { language }),
      input: { type: 'joined', others },
      address: { channel, chat },
    });
  };
}

/** Tells a person something that the system of record has to say; once for each `key`. */
export type Announce = (person: string, told: { key: string; news: News }) => Promise<void>;

export function createAnnounce(dependencies: ReceiveDependencies): Announce {
  return async (person, { key, news }) => {
    const at = dependencies.now().toISOString();
    await takeIn(dependencies, person, { update: key, at, input: news });
  };
}

function takeIn(dependencies: ReceiveDependencies, person: string, happening: Happening): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    dependencies.lanes
      .run(person, async () => {
        const taken = await commitOnce(dependencies, person, happening);
        resolve(taken.receipt);
        // Whoever goes on meanwhile does not wait for a messenger that is slow.
        void dependencies.deliver(person, { ...taken, more: happening.more === true });
      })
      .catch((error: unknown) => {
        reject(error);
        dependencies.log.error({ err: error, person }, 'An update could not be taken in');
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
  person: string,
  happening: Happening,
): Promise<Taken> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const { conversation, ...known } = await meet(dependencies, { person, happening, attempt });
    const address = happening.address ?? conversation.head?.address;
    if (address === undefined) return { receipt: { status: 'ignored' }, entries: [], behind: false };
    const { update, more: _more, ...event } = happening;
    const situation: Situation = {
      conversation,
      front: await dependencies.findQuestions.open(conversation.draft),
      event: { ...event, address },
      vocabulary: dependencies.vocabulary,
      cardId: dependencies.newId(),
      ...known,
    };
    const response = await answer(dependencies, situation);
    const commands = await inOrder(dependencies, person, response.commands);
    const outbox = outboxOf({ ...response, commands }, address);
    dependencies.recent.delete(person);
    const result = await commit(dependencies, { conversation, response, outbox, update });
    if (result.status === 'committed') {
      const after = conversationAfter(conversation, response, result.revision);
      if (after !== undefined) dependencies.recent.set(person, after);
    }
    if (result.status !== 'conflict') return settleTaken(dependencies, { response, outbox, result });
  }
  throw new AppError('conversation-busy', { message: `Conversation changed ${MOST_TRIES} times meanwhile` });
}

/** The conversation that a happening meets: at the first try as it was committed last, else read from the store. */
async function meet(
  dependencies: ReceiveDependencies,
  wish: { person: string; happening: Happening; attempt: number },
): Promise<Pick<Situation, 'conversation' | 'restoredFrom' | 'repliedTo'>> {
  const { person, attempt } = wish;
  const { input } = wish.happening;
  const replyTo = input.type === 'text' ? input.replyTo : undefined;
  // What shows a card is noted when it was sent, after the commit.
  const recent = attempt === 1 && replyTo === undefined ? dependencies.recent.get(person) : undefined;
  if (recent !== undefined) return { conversation: recent };
  const wasThere = attempt > 1 || input.type === 'press';
  const { messages, ...met } = await loadConversation(dependencies, { person, wasThere });
  if (replyTo === undefined) return met;
  return { ...met, repliedTo: Object.keys(messages).filter((card) => messages[card] === replyTo) };
}

async function answer(dependencies: ReceiveDependencies, situation: Situation): Promise<Response> {
  let decision = decide(situation);
  let loaded = await loadFor(dependencies, { situation, decision });
  if (loaded.type === 'closed') {
    decision = decideClosed(decision, loaded);
    loaded = await loadFor(dependencies, { situation, decision });
  }
  return respond(situation, { decision, loaded });
}

/** The conversation as it was committed; nothing where another draft than that in front before is now in front. */
function conversationAfter(
  before: Conversation,
  response: Response,
  revision: number,
): Conversation | undefined {
  const { head, cards, draft } = response;
  const after = { ...before, revision, head, cards };
  if (draft === null) return head.draft === (before.draft?.id ?? null) ? after : undefined;
  const { id, identity, state } = draft;
  if (id === head.draft) return { ...after, draft: { id, identity, state } };
  return head.draft === (before.draft?.id ?? null) ? after : undefined;
}

/** `wasThere` says that there was one before: if it is nowhere to be found, it is lost. */
async function loadConversation(
  dependencies: ReceiveDependencies,
  { person, wasThere }: { person: string; wasThere: boolean },
): Promise<
  { conversation: Conversation; restoredFrom?: Date | null } & Pick<StoredConversation, 'messages'>
> {
  const { store, restore, log } = dependencies;
  let stored = await store.load(person);
  if (stored.revision === 0 && (await restore(person))) {
    log.warn({ person }, 'A conversation was restored from its copy');
    stored = await store.load(person);
  }
  const isLost = stored.revision === 0 && wasThere;
  const { restoredFrom = isLost ? null : undefined } = stored;
  const conversation = decodeConversation(person, stored);
  if (conversation.unreadable !== undefined) {
    const { why } = conversation.unreadable;
    log.error({ person, why }, 'A draft is not of a shape that this version reads; it is left as it is');
  }
  return {
    conversation,
    messages: stored.messages,
    ...(restoredFrom === undefined ? {} : { restoredFrom }),
  };
}

/** Commands with the one before each that has no outcome yet. */
async function inOrder(
  { store }: ReceiveDependencies,
  person: string,
  commands: readonly PendingCommand[],
): Promise<PendingCommand[]> {
  if (commands.length === 0) return [];
  const pending = await store.listCommands(person);
  return commands.map((command) => {
    const before = pending.findLast(
      ({ json }) => (JSON.parse(json) as PendingCommand).draft === command.draft,
    );
    return before === undefined ? command : { ...command, after: before.id };
  });
}

/** What there is to be sent and done, in the order of its ids: commands come first. */
function outboxOf(response: Response, address: Address | null): OutboxItem[] {
  const { head, draft } = response;
  const about = draft === null ? null : { id: draft.id, identity: draft.identity };
  const messages = response.outputs.map(
    ({ output, card, replaces, to = address }): OutboxItem => ({
      ...{ kind: 'message', output, address: to, language: head.language },
      ...{ draft: about, card, replaces },
    }),
  );
  const commands = response.commands.map((command): OutboxItem => ({ kind: 'command', ...command }));
  const unlinks: OutboxItem[] =
    response.unlinks === true && address !== null ? [{ kind: 'unlink', address }] : [];
  // First, so that what reads that the chat is a stranger's finds it so.
  return [...commands, ...unlinks, ...messages];
}

function commit(
  dependencies: ReceiveDependencies,
  of: { conversation: Conversation; response: Response; outbox: readonly OutboxItem[]; update: string },
): Promise<CommitResult> {
  const { conversation, response, outbox, update } = of;
  const { head, cards, draft, commands, finished, forgotten } = response;
  const now = dependencies.now();
  const entries = outbox.map((item) => JSON.stringify(item));
  return dependencies.store.commit(conversation.person, {
    ...{ update, finished, forgotten, now },
    revision: conversation.revision,
    head: JSON.stringify(head),
    cards: JSON.stringify(cards),
    front: head.draft,
    drafts: draft === null ? [] : [encodeDraftChange(draft, draft.result)],
    commands: entries.slice(0, commands.length),
    outbox: entries.slice(commands.length),
    dueAt: new Date(now.getTime() + OUTBOX_GRACE_MS),
  });
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
  return response.outputs.some(({ output }) => 'problem' in output && output.problem?.code === 'secret');
}
