import type { Language } from '../../flows/forms/definition.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { SentCard } from '../../models/chat/outbox.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Identities } from '../identities.ts';
import type { CommandJob } from '../jobs/catalogue.ts';
import type { Address, Log, Message, Send } from '../ports.ts';
import type { FindQuestions } from '../queries/find-questions.ts';
import type { OutboxItem } from '../talk/outbox-item.ts';
import type { InvitationLink, Translate } from '../words/context.ts';
import { presentMessage } from '../words/message.ts';
import { partsIn } from '../words/parts.ts';

/** One thing that a commit left to be sent or done. */
export interface Entry {
  id: string;
  item: OutboxItem;
  /** When this process began to commit it, in milliseconds since 1970; absent where it was read from the outbox. */
  committedAt?: number;
}

type MessageItem = Extract<OutboxItem, { kind: 'message' }>;

export interface DeliverEntryDependencies {
  store: ConversationStore;
  findQuestions: Pick<FindQuestions, 'any'>;
  identities: Pick<Identities, 'note' | 'unlink' | 'elsewhere'>;
  send: Send;
  /** Whether people can send files on a channel. */
  takesFiles(channel: string): boolean;
  /** Where somebody with this code of an invitation can begin. */
  invitationLinks(code: string): readonly InvitationLink[];
  enqueueCommand(job: CommandJob): Promise<void>;
  translator(language: Language): Translate;
  now(): Date;
  log: Log;
}

/** Nobody takes over so soon what this process has just committed: it is not due, and its connection was there then. */
const JUST_COMMITTED_MS = 500;

/**
 * Sends or does one entry; returns the card that is shown now, if any. Sends nothing where another process has taken over.
 */
export async function deliverEntry(
  dependencies: DeliverEntryDependencies,
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
      return deliverMessage(dependencies, { person, id, item, committedAt, sent });
  }
}

/** Which bindings an entry ends; one of an earlier version ends all that there are. */
function endingOf({ address, boundUntil }: Extract<OutboxItem, { kind: 'unlink' }>) {
  return { address, ...(boundUntil === undefined ? {} : { boundUntil: new Date(boundUntil) }) };
}

async function deliverMessage(
  dependencies: DeliverEntryDependencies,
  of: {
    person: string;
    id: string;
    item: MessageItem;
    committedAt: number | undefined;
    sent: readonly SentCard[];
  },
): Promise<SentCard | 'taken-over' | undefined> {
  const { identities, log, now } = dependencies;
  const { person, id, item, committedAt = 0 } = of;
  const message = await toMessage(dependencies, person, item);
  const { address } = item;
  // Asked right before each message: a process that was cut off for a while must not say what another has said.
  const isKnown = item.replaces === null && Math.abs(now().getTime() - committedAt) < JUST_COMMITTED_MS;
  const state = isKnown
    ? { takenOver: false, message: null, isWithdrawn: false }
    : await dependencies.store.readSendingState(person, { card: item.replaces, address, entry: id });
  if (state.takenOver) return 'taken-over';
  if (state.isWithdrawn) return undefined;
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
  { identities, send, store }: DeliverEntryDependencies,
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
  dependencies: DeliverEntryDependencies,
  person: string,
  item: MessageItem,
): Promise<Message> {
  const { store, findQuestions, translator, takesFiles, invitationLinks, now } = dependencies;
  const { draft, output, language, card } = item;
  const parts = partsIn(output);
  const texts =
    draft === null ? new Map<number, string>() : await store.readTexts(person, { draft: draft.id, parts });
  const picked = 'picked' in output ? output.picked : undefined;
  const questions = draft === null ? null : await findQuestions.any({ ...draft, picked });
  return presentMessage(output, {
    ...{ language, card, texts },
    takesFiles: item.address === null || takesFiles(item.address.channel),
    invitationLinks,
    t: translator(language),
    now: now(),
    form: draft?.identity.form ?? null,
    flow: questions?.flow ?? null,
    due: questions?.due ?? null,
  });
}
