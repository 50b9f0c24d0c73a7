import type { Language } from '../../../flows/definition.ts';
import type { ChannelEvent, Input, Log, Receipt, Receive } from '../../../handlers/ports.ts';
import type { Translate } from '../../../handlers/present/context.ts';
import { AppError } from '../../../models/errors.ts';
import type { Self } from './address.ts';
import type { AnswerPress } from './answer-press.ts';
import type { Background } from './background.ts';
import type { CallTelegram } from './client.ts';
import { decodeUpdate, type Incoming } from './decode.ts';
import type { PointToPrivate } from './groups.ts';
import type { Pastes } from './pastes.ts';
import { showTyping } from './typing.ts';

/** One raw update, ready to be worked on. */
export interface Task {
  /** Tasks of the same lane are done one after another. */
  lane: string;
  /** Rejects if it is not committed and must be done again. */
  work(): Promise<void>;
}

/** Makes a raw update a task; of one that says nothing to us the work is nothing. */
export type PrepareTask = (raw: unknown) => Task;

export interface IntakeDependencies {
  call: CallTelegram;
  answerPress: AnswerPress;
  pointToPrivate: PointToPrivate;
  pastes: Pastes;
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

const APART = 'apart';

export function createIntake(dependencies: IntakeDependencies): PrepareTask {
  const { answerPress, background, log, pointToPrivate, translator, self } = dependencies;
  return (raw) => {
    const incoming = decodeUpdate(raw, self());
    switch (incoming.for) {
      case 'person':
        return { lane: incoming.event.chat, work: () => takeIn(incoming, dependencies) };
      case 'group':
        return task(incoming.chat, () => {
          const bot = self();
          if (bot === undefined) return;
          background.run('pointer', () => pointToPrivate(incoming, bot));
        });
      case 'presser':
        return task(APART, () => {
          const toast = translator(incoming.language)('chat:toasts.private-only');
          background.run('toast', () => answerPress(incoming.press, toast));
        });
      case 'unreadable':
        return task(APART, () =>
          log.warn({ update: incoming.update }, 'An update cannot be read; it is passed over'),
        );
      case 'nobody':
        return task(APART, () => undefined);
    }
  };
}

function task(lane: string, work: () => void): Task {
  return { lane, work: async () => work() };
}

async function takeIn(incoming: ForPerson, dependencies: IntakeDependencies): Promise<void> {
  const { answerPress, background, call, now, pastes } = dependencies;
  const { press, sent } = incoming;
  const input = await joinPaste(incoming, dependencies);
  const event = { ...incoming.event, input, at: now().toISOString() };
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
}

/** The rest of a pasted text is text, even if it looks like a command. */
async function joinPaste({ event, sent }: ForPerson, { pastes }: IntakeDependencies): Promise<Input> {
  if (sent === undefined) return event.input;
  const join = await pastes.joinOf(event.chat, sent);
  if (join === undefined) return event.input;
  return { type: 'text', text: `${join}${sent.text ?? ''}`, message: String(sent.id), continues: true };
}

async function receiveVisibly(event: ChannelEvent, dependencies: IntakeDependencies): Promise<Receipt> {
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
