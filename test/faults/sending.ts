import { type Card, LABELS, type Label } from './cards.ts';
import type { Change, Piece } from './own-answers.ts';
import { awaitCard, phoneOf, type Self, tap, type Wait } from './self.ts';
import { jointsOf, NEW_LINE, writeMessage } from './writing.ts';

const TWO_AT_ONCE_SHARE = 0.15;

/** Writes what is understood everywhere and leads back to the question. */
export function ask(self: Self): Wait {
  phoneOf(self).say('làm tiếp');
  return awaitCard(self);
}

/** Presses a button; `isMeant` tells which card answers it. */
export function press(self: Self, label: Label, isMeant?: (card: Card) => boolean): Wait {
  tap(self, LABELS[label]);
  return awaitCard(self, isMeant);
}

/** What was written last is not stored, as the member was told or said; gives the changes that are taken back. */
export function takeBackLast(self: Self): readonly Change[] {
  const [first] = self.last;
  const step = self.own.sent().find(({ piece }) => piece === first)?.step ?? '';
  const changes = self.last.map(() => {
    const pieces = self.own.piecesOf(step);
    self.own.undo();
    return { step, pieces };
  });
  self.last = [];
  return changes.toReversed();
}

export function placeOf(step: string): number {
  return Number(step.split('-').at(-1));
}

/** Writes an answer, or more of it: in one message, or in two that follow each other at once. */
export function write(self: Self, { step, isMore }: { step: string; isMore: boolean }): Wait {
  const count = self.seeded.next() < TWO_AT_ONCE_SHARE ? 2 : 1;
  const messages = Array.from({ length: count }, () => ({
    text: writeMessage(markOf(self), self.seeded),
    joints: NEW_LINE,
  }));
  return say(self, { step, isMore, messages });
}

/** Sends messages at once, as parts of one answer: added to it, or in its place. */
export function say(
  self: Self,
  sent: { step: string; isMore: boolean; messages: readonly { text: string; joints: readonly string[] }[] },
): Wait {
  const phone = phoneOf(self);
  const pieces = sent.messages.map(({ text, joints }) =>
    pieceOf(self, { value: text, joints, message: phone.say(text).message.message_id }),
  );
  return keep(self, { ...sent, pieces });
}

/** Pastes a text that the app cuts into several messages. */
export function paste(self: Self, pasted: { step: string; isMore: boolean; text: string }): Wait {
  const sent = phoneOf(self)
    .paste(pasted.text)
    .map(({ message }) => ({ value: message.text ?? '', message: message.message_id }));
  const joints = jointsOf(
    pasted.text,
    sent.map(({ value }) => value),
  );
  const pieces = sent.map((one, index) =>
    pieceOf(self, { ...one, joints: index === 0 ? NEW_LINE : (joints[index] ?? []) }),
  );
  return keep(self, { ...pasted, pieces });
}

/** Each message is a change of its own; the first one may take the place of what was there. */
function keep(
  self: Self,
  { step, isMore, pieces }: { step: string; isMore: boolean; pieces: readonly Piece[] },
): Wait {
  const kept = isMore ? self.own.piecesOf(step) : [];
  for (const [index] of pieces.entries()) self.own.change(step, [...kept, ...pieces.slice(0, index + 1)]);
  self.last = pieces;
  self.mayOvertake = self.anyOrder && self.lastPress?.answered === false;
  self.doubted = undefined;
  const all = self.own.piecesOf(step);
  const isCounted = ({ saved }: Card) => pieces.length === 1 || saved === undefined || fits(saved, all);
  return awaitCard(self, (card) => !card.refusesWord && isCounted(card));
}

/** Whether an answer of so many characters may be these pieces. */
export function fits(saved: number, pieces: readonly Piece[]): boolean {
  const least = pieces.reduce((sum, { value }) => sum + [...value].length, 0);
  return saved >= least && saved <= least + pieces.length;
}

export function pieceOf(
  self: Self,
  sent: Pick<Piece, 'value' | 'joints'> & { message?: number; kind?: Piece['kind'] },
): Piece {
  const { value, joints, message, kind = 'text' } = sent;
  self.count += 1;
  return {
    ...{ kind, value, joints, since: 0, order: self.count },
    message: message === undefined ? undefined : { chat: phoneOf(self).id, id: message },
  };
}

/** Tells by whom a text was written, and when among theirs. */
export function markOf({ code, count }: Self): string {
  return `${code}.${count}`;
}
