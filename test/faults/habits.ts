import { questionAt } from '../support/written-pack.ts';
import type { Card } from './cards.ts';
import { printed } from './office.ts';
import type { Piece } from './own-answers.ts';
import { awaitCard, type Habit, phoneOf, type Self, type Surroundings, type Wait } from './self.ts';
import { ask, markOf, paste, pieceOf, placeOf, press, write } from './sending.ts';
import { writeMessage, writePaste } from './writing.ts';

const DELIVERED_TWICE_SHARE = 0.2;

/** Each is done once, by about so many of all members. */
const HABITS: readonly { share: number; habit: Habit }[] = [
  { share: 0.6, habit: repeatJoining },
  { share: 0.3, habit: typeCodeAgain },
  { share: 0.35, habit: blockAndReturn },
  { share: 0.5, habit: edit },
  { share: 0.5, habit: pasteLong },
  { share: 0.2, habit: sendFileElsewhere },
  { share: 0.3, habit: move },
  { share: 0.4, habit: goBack },
  { share: 0.3, habit: pickInOverview },
  { share: 0.5, habit: undo },
];

/** Deals out habits, each with the question at which it shows. */
export function dealHabits({ seeded, kinds }: Pick<Surroundings, 'seeded' | 'kinds'>): Self['habits'] {
  const habits: Self['habits'] = new Map();
  const steps = kinds.flatMap((kind, index) => (kind === 'long' ? [questionAt(index + 1)] : []));
  for (const { share, habit } of HABITS) {
    if (seeded.next() >= share) continue;
    const step = steps[seeded.between(0, steps.length - 1)] as string;
    habits.set(step, [...(habits.get(step) ?? []), habit]);
  }
  return habits;
}

/** Does one of the things that are due at this question. After a loss people only go on. */
export function takeHabit(self: Self, card: Card): Wait | undefined {
  const { step = '' } = card;
  const due = self.habits.get(step) ?? [];
  if (self.toldAt !== undefined) return undefined;
  for (const [index, habit] of due.entries()) {
    self.habits.set(step, due.slice(index + 1));
    const wait = habit(self, { card, step });
    if (wait !== undefined) return wait;
  }
  return undefined;
}

/** The messenger delivers the way in once more. */
function repeatJoining(self: Self): undefined {
  for (const update of self.joinedBy) self.repeat(update);
}

/** It leads home, where no answer is taken, so a card that comes of something else does not lead on. */
function typeCodeAgain(self: Self): Wait {
  phoneOf(self).say(printed(self.invitation));
  return awaitCard(self, ({ refusesWord }) => refusesWord);
}

/** Leaves in the middle of an answer and comes back as apps let one: with /start, or by going on. */
function blockAndReturn(self: Self, at: { card: Card; step: string }): Wait | undefined {
  if (!isWritten(self, at)) return undefined;
  const phone = phoneOf(self);
  const wait = write(self, { step: at.step, isMore: at.card.isOpen });
  phone.block();
  self.later = {
    at: Date.now() + self.seeded.between(100, 1_500),
    act() {
      phone.unblock();
      if (self.seeded.next() < 0.5) {
        phone.say('/start');
        return awaitCard(self, (card) => card.has('goOn') || card.has('begin'));
      }
      ask(self);
      // After a silence they are asked first whether the text was meant.
      return awaitCard(self, (card) => card.isResumed || card.has('keep'));
    },
  };
  return wait;
}

/** Edits something that was written in this chat and is an answer now. What it asks for is as before. */
function edit(self: Self, { card }: { card: Card }): Wait | undefined {
  const written = writtenHere(self);
  const picked = written[self.seeded.between(0, Math.max(0, written.length - 1))];
  if (picked === undefined) return undefined;
  editPiece(self, picked);
  const { edits } = self;
  self.card = card;
  return { since: Date.now(), until: () => self.edits > edits || self.toldAt !== undefined };
}

/** The answers whose messages can be edited: those that the phone still shows, as the messenger keeps only so many. */
export function writtenHere(self: Self): { step: string; piece: Piece }[] {
  const phone = phoneOf(self);
  const shown = new Set(phone.shown().map(({ message_id }) => message_id));
  return [...self.own.all()].flatMap(([step, pieces]) =>
    pieces
      .filter(({ message }) => message?.chat === phone.id && shown.has(message.id))
      .map((piece) => ({ step, piece })),
  );
}

export function editPiece(self: Self, { step, piece }: { step: string; piece: Piece }): void {
  const text = writeMessage(markOf(self), self.seeded);
  const { joints, message } = piece;
  phoneOf(self).edit(message?.id ?? 0, text);
  const edited = { ...pieceOf(self, { value: text, joints }), message, order: piece.order };
  self.own.change(
    step,
    self.own.piecesOf(step).map((one) => (one === piece ? edited : one)),
  );
}

function pasteLong(self: Self, at: { card: Card; step: string }): Wait | undefined {
  if (!isWritten(self, at)) return undefined;
  const text = writePaste(markOf(self), self.seeded);
  return paste(self, { step: at.step, isMore: at.card.isOpen, text });
}

function sendFileElsewhere(self: Self, { step }: { step: string }): Wait | undefined {
  if (self.kinds[placeOf(step) - 1] !== 'long') return undefined;
  phoneOf(self).sendDocument('giay-khen.pdf');
  self.strayFiles += 1;
  return awaitCard(self);
}

/** Takes another phone with a new invitation. */
function move(self: Self): Wait {
  self.isMoving = true;
  void self.invite(self.code).then((code) => {
    self.later = {
      at: Date.now(),
      act() {
        self.isMoving = false;
        self.hasJoined = false;
        self.phones.push(self.phone(self.phones.length));
        return join(self, code);
      },
    };
  });
  return awaitCard(self);
}

/** Uses an invitation: typed in one way or another, or by its link. */
export function join(self: Self, code: string): Wait {
  const how = self.seeded.between(0, 2);
  const typed = how === 0 ? `/start ${code}` : how === 1 ? printed(code) : code.toLowerCase();
  self.invitation = code;
  const { update } = phoneOf(self).say(typed);
  self.joinedBy = [update];
  if (self.seeded.next() < DELIVERED_TWICE_SHARE) self.repeat(update);
  return awaitCard(self);
}

function goBack(self: Self, { card, step }: { card: Card; step: string }): Wait | undefined {
  if (!card.has('back')) return undefined;
  self.rewrites = questionAt(placeOf(step) - 1);
  return press(self, 'back');
}

function pickInOverview(self: Self, { card, step }: { card: Card; step: string }): Wait | undefined {
  const answered = [...self.own.all().keys()].filter((one) => one !== step);
  if (answered.length === 0 || !card.has('overview')) return undefined;
  self.picks = answered[self.seeded.between(0, answered.length - 1)];
  // No answer is taken there, so a card that comes of something else does not lead on.
  return press(self, 'overview', (shown) => shown.has('review'));
}

function undo(self: Self, { card }: { card: Card }): Wait | undefined {
  if (!card.has('undo') || !self.own.mayUndo()) return undefined;
  self.isUndoing = true;
  self.last = [];
  press(self, 'undo');
  return awaitCard(self, () => !self.isUndoing);
}

/** Whether the next message becomes an answer, or a part of it, and what is there is not lost by it. */
function isWritten(self: Self, { card, step }: { card: Card; step: string }): boolean {
  const isLong = self.kinds[placeOf(step) - 1] === 'long';
  return isLong && (card.isOpen || !card.has('next'));
}
