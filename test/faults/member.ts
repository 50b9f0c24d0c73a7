import type { Message } from 'grammy/types';
import type { TelegramPerson } from '../support/telegram-emulator/person.ts';
import { actOn } from './answering.ts';
import { readCard, readNotice } from './cards.ts';
import { dealHabits, editPiece, join, writtenHere } from './habits.ts';
import { hearFileRefused, hearSaved, takeNotice } from './noticing.ts';
import { createOwnAnswers, type OwnAnswers } from './own-answers.ts';
import { awaitCard, phoneOf, type Self, type Surroundings, type Wait } from './self.ts';
import { ask, markOf, placeOf, say } from './sending.ts';
import { NEW_LINE, writeLine } from './writing.ts';

/** A member with a phone, or two: joins, answers whatever is asked, and does what people do, until all is recorded. */
export interface Member {
  code: string;
  own: OwnAnswers;
  /** What was handed in and is recorded, by number. */
  recorded: Self['recorded'];
  /** When they were told first that something may be gone, in milliseconds since 1970. */
  toldAt(): number | undefined;
  /** What they should not have heard, or should have and did not. */
  misled(): readonly string[];
  phones(): readonly TelegramPerson[];
  /** Looks at the phone, and does the next thing if something new is to be seen there. */
  look(now: number): void;
  isDone(): boolean;
  /** Since when they wait for the bot. */
  waitsSince(): number | undefined;
  /** Writes once more, as people do whom nobody answers. */
  ask(): void;
  /** Has them write nothing on their own from the next question on that is answered in writing. */
  hold(): void;
  /** Whether they stand at such a question. */
  isHeld(): boolean;
  /** Lets them send so many messages there, one after another, whatever they hear. */
  insist(count: number): void;
  release(): void;
}

const TWO_VERSIONS_SHARE = 0.2;

type Settings = Omit<Surroundings, 'phone'> & {
  code: string;
  invitation: string;
  /** How long they think, in milliseconds, at least and at most. */
  pace: readonly [number, number];
  /** When they begin. */
  startAt: number;
  /** Opens a phone; `listen` is told what the bot says there. */
  openPhone(number: number, listen: (message: Message) => void): TelegramPerson;
};

/** Makes a member who has an invitation. */
export function createMember(settings: Settings): Member {
  const self = newSelf(settings);
  return {
    ...{ code: settings.code, own: self.own, recorded: self.recorded },
    toldAt: () => self.toldAt,
    phones: () => self.phones,
    misled: () => [...self.misled, ...untoldPhones(self)],
    isDone: () => isDone(self),
    waitsSince() {
      const isBusy = self.later !== undefined || self.isMoving || typeof self.held === 'object';
      return isBusy ? undefined : self.wait?.since;
    },
    ask() {
      self.wait = ask(self);
    },
    look: (now) => look(self, { now, pace: settings.pace }),
    hold() {
      self.held = 'wanted';
    },
    isHeld: () => typeof self.held === 'object',
    insist: (count) => insist(self, count),
    release() {
      self.held = 'no';
    },
  };
}

function newSelf(settings: Settings): Self {
  const { seeded, kinds, anyOrder, invite, repeat, code, invitation } = settings;
  const self: Self = {
    ...{ seeded, kinds, anyOrder, invite, repeat, code, invitation },
    phone: (number) => settings.openPhone(number, (message) => hear(self, { number, message })),
    ...{ count: 0, own: createOwnAnswers(), phones: [], habits: dealHabits(settings) },
    ...{ card: undefined, later: undefined, isMoving: false, hasJoined: false, joinedBy: [] },
    ...{ lastPress: undefined, mayOvertake: false },
    ...{ rewrites: undefined, picks: undefined, last: [], pending: undefined, recorded: new Map() },
    versions: seeded.next() < TWO_VERSIONS_SHARE ? 2 : 1,
    ...{ wait: undefined, actAt: settings.startAt, held: 'no', seen: new Set(), leftPhones: new Set() },
    ...{ toldAt: undefined, edits: 0, misled: [], isUndoing: false, doubted: undefined, strayFiles: 0 },
  };
  return self;
}

/** Phones that another took the place of, without a word there. */
function untoldPhones({ phones, leftPhones }: Self): string[] {
  return phones
    .slice(0, -1)
    .flatMap((_, number) => (leftPhones.has(number) ? [] : ['was not told that another chat took over']));
}

function isDone({ recorded, toldAt, versions }: Self): boolean {
  return recorded.size >= (toldAt === undefined ? versions : 1);
}

function hear(self: Self, { number, message }: { number: number; message: Message }): void {
  const notice = readNotice(message);
  if (notice.elsewhere === true) self.leftPhones.add(number);
  if (number < self.phones.length - 1) return;
  const card = readCard(message);
  // The cards of joining are shown again as they were.
  if (card !== undefined && !(self.hasJoined && self.seen.has(card.signature))) {
    self.seen.add(card.signature);
    self.card = card;
    hearSaved(self, card);
    // Counted, so not where it is only said twice.
    if (notice.fileRefused === true) hearFileRefused(self);
  }
  takeNotice(self, notice);
  // Who was on the way in when that was lost is told to use the invitation again.
  if (notice.stranger === true) self.wait = self.hasJoined ? ask(self) : join(self, self.invitation);
}

function look(self: Self, { now, pace }: { now: number; pace: Settings['pace'] }): void {
  if (typeof self.held === 'object' || isDone(self)) return;
  if (self.later !== undefined) {
    if (now < self.later.at) return;
    const { act: actLater } = self.later;
    self.later = undefined;
    self.wait = actLater();
  }
  if (self.isMoving || self.wait?.until() === false) return;
  if (self.wait !== undefined) self.actAt = now + self.seeded.between(...pace);
  self.wait = undefined;
  if (now < self.actAt) return;
  const writes = self.held === 'wanted' ? standsAtWriting(self) : undefined;
  if (writes === undefined) self.wait = act(self);
  else self.held = writes;
}

function act(self: Self): Wait {
  const { card, phones, recorded, pending } = self;
  if (phones.length === 0) {
    phones.push(self.phone(0));
    return join(self, self.invitation);
  }
  if (recorded.size > 0 && pending !== undefined) return changeRecorded(self);
  self.card = undefined;
  if (card !== undefined) return actOn(self, card);
  return recorded.size > 0 ? showOverview(self) : ask(self);
}

function insist(self: Self, count: number): void {
  if (typeof self.held !== 'object') throw new Error('there is nothing to be answered');
  const { step, isOpen } = self.held;
  const messages = Array.from({ length: count }, () => writeLine(markOf(self), self.seeded));
  self.card = undefined;
  const said = messages.map((text) => ({ text, joints: NEW_LINE }));
  self.wait = say(self, { step, isMore: isOpen, messages: said });
  self.held = { step, isOpen: true };
}

/** Changes something once more after all is recorded, to hand that in, too. */
function changeRecorded(self: Self): Wait {
  self.pending = undefined;
  self.card = undefined;
  const last = writtenHere(self).at(-1);
  if (last === undefined) return showOverview(self);
  const { edits } = self;
  editPiece(self, last);
  return { since: Date.now(), until: () => self.edits > edits || self.toldAt !== undefined };
}

function showOverview(self: Self): Wait {
  phoneOf(self).say('tổng quan');
  return awaitCard(self);
}

/** The question to be answered in writing that a member stands at, and whether there is something already. */
function standsAtWriting({ card, kinds }: Self): { step: string; isOpen: boolean } | undefined {
  const { step } = card ?? {};
  if (card === undefined || step === undefined || kinds[placeOf(step) - 1] !== 'long') return undefined;
  const { isOpen } = card;
  return isOpen || !card.has('next') ? { step, isOpen } : undefined;
}
