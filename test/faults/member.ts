import type { InlineKeyboardButton, Message } from 'grammy/types';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import { stepOfCard } from './organisation.ts';
import type { Seeded } from './seeded.ts';

/** Something that a member wrote as an answer. */
export interface Written {
  step: string;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** A member with a phone who answers whatever is asked, until the review is recorded. */
export interface Member {
  code: string;
  phone: TelegramPerson;
  /** Answers in the order they were sent. */
  written: Written[];
  /** Looks at the phone, and does the next thing if something new is to be seen there. */
  look(now: number): void;
  isDone(): boolean;
  /** Whether anything was acted upon that was not answered yet. */
  waitsSince(): number | undefined;
  /** Writes once more, as people do whom nobody answers. */
  ask(now: number): void;
}

const SUBMIT = 'Nộp bản tự kiểm điểm';
const BEGIN = 'Bắt đầu tự kiểm điểm';
const DONE = 'Xong, câu tiếp';
const NEXT = 'Tiếp tục';
const RECEIVED = 'Đã nhận bản số';
const RECORDED = 'Đã ghi nhận bản số';
const KEEP = 'Lưu đoạn này';
const DROP = 'Bỏ đoạn này';
const MORE_SHARE = 0.3;

/** Makes a member; `pace` is how long they think, in milliseconds, at least and at most. */
export function createMember(of: {
  code: string;
  phone: TelegramPerson;
  seeded: Seeded;
  pace: readonly [number, number];
  /** Sees every text that is sent. */
  sent(update: ReturnType<TelegramPerson['say']>['update']): void;
}): Member {
  const { code, phone, seeded, pace } = of;
  const written: Written[] = [];
  let acted = '';
  let actAt = 0;
  let waitsSince: number | undefined;
  let isDone = false;

  function say(text: string, step?: string): void {
    of.sent(phone.say(text).update);
    if (step !== undefined) written.push({ step, text, at: Date.now() });
  }

  function answer(card: Message): void {
    const has = (label: string) => buttonsOf(card).some(({ text }) => text.includes(label));
    const step = stepOfCard(card.text ?? '');
    const writes = () => say(`chim-hoàng-yến ${code}.${written.length} ${seeded.between(0, 1e9)}`, step);
    if (has(SUBMIT)) phone.press(SUBMIT);
    else if (has(KEEP)) settleLate(card);
    else if (has(BEGIN)) phone.press(BEGIN);
    else if (has(DONE) && seeded.next() < MORE_SHARE && step !== undefined) writes();
    else if (has(DONE)) phone.press(DONE);
    else if (has(NEXT)) phone.press(NEXT);
    else if (step !== undefined) writes();
    else say('làm tiếp');
  }

  /** Asked whether what was written is for a question, a member says the truth. */
  function settleLate(card: Message): void {
    const last = written.at(-1);
    const isMeant = last !== undefined && stepOfCard(card.text ?? '') === last.step;
    if (!isMeant) written.pop();
    phone.press(isMeant ? KEEP : DROP);
  }

  return {
    code,
    phone,
    written,
    isDone: () => isDone,
    waitsSince: () => waitsSince,
    ask(now) {
      waitsSince = now;
      say('làm tiếp');
    },
    look(now) {
      const card = newestCard(phone.heard());
      if (card === undefined || isDone) return;
      isDone = card.text?.includes(RECORDED) === true;
      const seen = signatureOf(card);
      if (isDone || seen === acted || card.text?.includes(RECEIVED)) return;
      if (waitsSince !== undefined || actAt === 0) {
        waitsSince = undefined;
        actAt = now + seeded.between(...pace);
      }
      if (now < actAt) return;
      acted = seen;
      answer(card);
      waitsSince = now;
    },
  };
}

/** The newest thing that asks for something, or says that all is done. */
function newestCard(heard: readonly Message[]): Message | undefined {
  return heard.findLast((message) => buttonsOf(message).length > 0 || message.text?.includes(RECORDED));
}

/** The same for a card that came twice. */
function signatureOf(card: Message): string {
  return buttonsOf(card)
    .map((button) => ('callback_data' in button ? button.callback_data : ''))
    .join();
}

function buttonsOf(message: Message): InlineKeyboardButton[] {
  return message.reply_markup?.inline_keyboard.flat() ?? [];
}
