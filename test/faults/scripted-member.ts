import type { InlineKeyboardButton, Message } from 'grammy/types';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import type { OpenPress } from '../support/telegram-emulator/world.ts';
import type { QuestionKind } from '../support/written-pack.ts';
import { createMember, type Member } from './member.ts';
import type { Seeded } from './seeded.ts';

/** A member with nobody else: the test says what the bot says, and reads what the member did. */
export interface ScriptedMember {
  member: Member;
  /** What was written, pressed and sent, oldest first: `text`, `[label]`, `(file)`. */
  acts: readonly string[];
  /** The bot says something with these buttons, and the member does what follows. */
  hears(text: string, ...labels: string[]): void;
  /** The bot has taken what was pressed so far; without `slowPresses` it takes every press at once. */
  takesPresses(): void;
}

/** So much later the member looks at the phone each time, in milliseconds: every pause is over by then. */
const LATER_MS = 2_000;
/** What every draw is that the test does not set: no habit, one message, one version, buttons instead of words. */
const USUAL_DRAW = 0.99;

/** Brings a member whose first draws are these; the first ten deal the habits, in their order. */
export function createScriptedMember(of: {
  kinds: readonly QuestionKind[];
  draws?: readonly number[];
  /** The messenger keeps presses and messages in no order. */
  anyOrder?: boolean;
  slowPresses?: boolean;
}): ScriptedMember {
  const acts: string[] = [];
  const presses: OpenPress[] = [];
  let hear: (message: Message) => void = () => undefined;
  let now = Date.now();
  let buttons = 0;
  const look = () => {
    now += LATER_MS;
    member.look(now);
  };
  const member = createMember({
    ...{ code: 'DV1', invitation: 'ABCD1234EFGH5678', kinds: of.kinds, seeded: drawing(of.draws ?? []) },
    anyOrder: of.anyOrder === true,
    ...{ pace: [0, 0], startAt: 0, repeat: () => undefined, invite: () => Promise.reject(new Error('none')) },
    openPhone(_number, listen) {
      hear = listen;
      return phoneOf(acts, (press) => {
        presses.push(press);
        press.answered = of.slowPresses !== true;
      });
    },
  });
  look();
  return {
    ...{ member, acts },
    hears(text, ...labels) {
      const row = labels.map((label): InlineKeyboardButton => {
        buttons += 1;
        return { text: label, callback_data: String(buttons) };
      });
      hear({ text, reply_markup: { inline_keyboard: [row] } } as unknown as Message);
      // A pause between two things is one look, and what follows it another.
      look();
      look();
    },
    takesPresses() {
      for (const press of presses) press.answered = true;
    },
  };
}

/** As many draws as are given, then the usual ones; the least of every range. */
function drawing(draws: readonly number[]): Seeded {
  const left = [...draws];
  return { next: () => left.shift() ?? USUAL_DRAW, between: (least) => least };
}

/** A phone that only writes down what is done with it, and tells of each press. */
function phoneOf(acts: string[], pressed: (press: OpenPress) => void): TelegramPerson {
  const sent = (what: string) => {
    acts.push(what);
    return { message: { message_id: acts.length, document: { file_id: `file-${acts.length}` } } };
  };
  const phone = {
    id: 1,
    say: (text: string) => sent(text),
    press(label: string) {
      acts.push(`[${label}]`);
      const press: OpenPress = { user: 1, answered: false };
      pressed(press);
      return press;
    },
    sendDocument: () => sent('(file)'),
    sendAlbum: (size: number) => Array.from({ length: size }, () => sent('(file)')),
    block: () => undefined,
    unblock: () => undefined,
  };
  return phone as unknown as TelegramPerson;
}
