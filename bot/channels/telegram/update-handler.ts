import type { Language } from '../../../flows/forms/definition.ts';
import type { ChannelEvent, Input, Log, Receipt, Receive } from '../../../handlers/ports.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import { AppError } from '../../../models/store/errors.ts';
import type { Inbox, InboxDependencies } from '../inbox.ts';
import type { Self } from './address.ts';
import type { AnswerPress } from './answer-press.ts';
import type { Background } from './background.ts';
import type { CallTelegram } from './client.ts';
import { decodeUpdate, type Incoming } from './decode.ts';
import type { RedirectToPrivate } from './groups.ts';
import type { Pastes } from './pastes.ts';
import { showTyping } from './typing.ts';

/**
 * Takes a raw update; resolves once it may be acknowledged, and rejects if it has to be delivered again. One that says
 * nothing to us is taken and ignored.
 */
export type HandleUpdate = (raw: unknown) => Promise<void>;

export interface UpdateHandler {
  take: HandleUpdate;
  /** Commits an update that lay in the inbox; whether it was taken as a member's. */
  commit: InboxDependencies['commit'];
}

export interface UpdateHandlerDependencies {
  call: CallTelegram;
  answerPress: AnswerPress;
  redirectToPrivate: RedirectToPrivate;
  pastes: Pastes;
  inbox: Pick<Inbox, 'take'>;
  background: Background;
  typingAfterMs: number;
  self(): Self | undefined;
  /** Nothing while the channel is stopped. */
  receive(): Receive | undefined;
  translator(language: Language): Translate;
  now(): Date;
  log: Log;
}

type ForPerson = Extract<Incoming, { for: 'person' }>;

export function createUpdateHandler(dependencies: UpdateHandlerDependencies): UpdateHandler {
  const { inbox, now, self } = dependencies;
  return {
    async take(raw) {
      const incoming = decodeUpdate(raw, { at: now(), self: self() });
      if (incoming.for !== 'person') return takeAside(incoming, dependencies);
      await inbox.take(incoming.event, {
        raw,
        commit: async (more) => void (await commitIncoming(incoming, { dependencies, more })),
      });
    },
    async commit(raw, { at, more }) {
      const incoming = decodeUpdate(raw, { at, self: self() });
      return incoming.for === 'person' && (await commitIncoming(incoming, { dependencies, more }));
    },
  };
}

/** What changes no conversation; nothing of it can fail so that it had to be done again. */
function takeAside(incoming: Exclude<Incoming, ForPerson>, dependencies: UpdateHandlerDependencies): void {
  const { answerPress, background, log, redirectToPrivate, translator, self } = dependencies;
  switch (incoming.for) {
    case 'group': {
      const bot = self();
      if (bot === undefined) return;
      return background.run('pointer', () => redirectToPrivate(incoming, bot));
    }
    case 'foreign-press': {
      const toast = translator(incoming.language)('chat:toasts.private-only');
      return background.run('toast', () => answerPress(incoming.press, toast));
    }
    case 'unreadable':
      return log.warn({ update: incoming.update }, 'An update cannot be read; it is passed over');
    case 'ignored':
  }
}

async function commitIncoming(
  incoming: ForPerson,
  { dependencies, more }: { dependencies: UpdateHandlerDependencies; more: boolean },
): Promise<boolean> {
  const { answerPress, background, call, pastes } = dependencies;
  const { press, sent } = incoming;
  const input = await joinPaste(incoming, dependencies);
  const event = { ...incoming.event, input, ...(more ? { more } : {}) };
  const receipt = await receiveVisibly(event, dependencies);
  const isMember = receipt.status !== 'ignored';
  if (isMember && sent !== undefined) {
    await pastes.note(event.chat, sent, { withheld: receipt.withhold === true });
  }
  if (press !== undefined) background.run('toast', () => answerPress(press, receipt.toast));
  if (receipt.withhold === true && 'message' in input) {
    const which = { chat_id: event.chat, message_id: Number(input.message) };
    background.run('removal', () => call('deleteMessage', which));
  }
  return isMember;
}

/** The rest of a pasted text is text, even if it looks like a command. */
async function joinPaste({ event, sent }: ForPerson, { pastes }: UpdateHandlerDependencies): Promise<Input> {
  if (sent === undefined) return event.input;
  const separator = await pastes.separatorBefore(event.chat, sent);
  if (separator === undefined) return event.input;
  return {
    type: 'text',
    text: `${separator}${sent.text ?? ''}`,
    message: String(sent.message_id),
    continues: true,
  };
}

async function receiveVisibly(
  event: ChannelEvent,
  dependencies: UpdateHandlerDependencies,
): Promise<Receipt> {
  const { background, call, typingAfterMs } = dependencies;
  const receive = dependencies.receive();
  if (receive === undefined)
    throw new AppError('channel-stopped', { message: 'The Telegram channel is stopped' });
  return await showTyping(() => receive(event), {
    afterMs: typingAfterMs,
    show: () =>
      background.run('typing', () =>
        call('sendChatAction', { chat_id: event.chat, action: 'typing' }, { tries: 1 }),
      ),
  });
}
