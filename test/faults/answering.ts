import { OPTIONS } from '../support/written-pack.ts';
import { type Card, LABELS, type Label } from './cards.ts';
import { takeHabit } from './habits.ts';
import { awaitCard, phoneOf, type Self, tap, type Wait } from './self.ts';
import { ask, pieceOf, placeOf, press, takeBackLast, write } from './sending.ts';

const MORE_SHARE = 0.3;
const TYPES_YES_SHARE = 0.3;

/** Does what the card asks for, or something that people do besides. */
export function actOn(self: Self, card: Card): Wait {
  if (card.has('yes')) return agree(self, { label: 'yes', typed: '1' });
  if (card.has('agree')) return agree(self, { label: 'agree', typed: 'đồng ý' });
  self.hasJoined = true;
  if (card.has('keep')) return decideUnconfirmed(self, card);
  for (const label of ['goOn', 'begin'] as const) if (card.has(label)) return press(self, label);
  if (card.has('submit')) return handIn(self);
  if (card.has('missing')) return press(self, 'missing');
  if (card.has('review')) return actOnOverview(self, card);
  // It is handed in from the last page of the review.
  if (card.has('nextPage')) return press(self, 'nextPage');
  if (card.step !== undefined) return takeHabit(self, card) ?? answer(self, { card, step: card.step });
  return card.has('resume') ? press(self, 'resume') : ask(self);
}

function agree(self: Self, { label, typed }: { label: Label; typed: string }): Wait {
  if (self.seeded.next() >= TYPES_YES_SHARE) return press(self, label);
  self.joinedBy.push(phoneOf(self).say(typed).update);
  return awaitCard(self);
}

/** Asked whether what was written is for a question, a member says the truth. */
function decideUnconfirmed(self: Self, card: Card): Wait {
  if (card.asksAboutFew) {
    press(self, 'drop');
    return awaitCard(self, (next) => !next.has('keep'));
  }
  const isMeant = self.own.piecesOf(card.step ?? '').some((piece) => self.last.includes(piece));
  if (!isMeant) takeBackLast(self);
  // One press keeps all that waited, and one undo takes all of it back.
  else self.own.merge(self.last.length);
  press(self, isMeant ? 'keep' : 'drop');
  // Who wrote something else meanwhile is asked once more, before this answer arrives.
  return awaitCard(self, (next) => !next.has('keep'));
}

function handIn(self: Self): Wait {
  self.pending = self.own.all();
  const { size } = self.recorded;
  tap(self, LABELS.submit);
  const wait = awaitCard(self, ({ isReceived }) => !isReceived);
  return {
    ...wait,
    until: () => self.recorded.size > size || (self.card?.isReceived !== true && wait.until()),
  };
}

function actOnOverview(self: Self, card: Card): Wait {
  const { picks } = self;
  self.picks = undefined;
  if (picks !== undefined && card.offers(labelOf(picks))) {
    self.rewrites = picks;
    tap(self, labelOf(picks));
    return awaitCard(self);
  }
  return press(self, self.recorded.size > 0 ? 'review' : 'resume');
}

/** As the overview numbers and names a question. */
function labelOf(step: string): string {
  const place = placeOf(step);
  return `${place}. Nội dung thứ ${place}`;
}

function answer(self: Self, { card, step }: { card: Card; step: string }): Wait {
  const kind = self.kinds[placeOf(step) - 1];
  const { isOpen } = card;
  const isAnswered = isOpen || card.has('next');
  if (kind === 'files') return isAnswered ? press(self, 'next') : sendFiles(self, step);
  if (kind === 'options') return isAnswered ? press(self, 'next') : pickOption(self, step);
  if (!isAnswered || mayRewrite(self, { step, isOpen })) return write(self, { step, isMore: false });
  if (!isOpen) return press(self, 'next');
  if (self.seeded.next() < MORE_SHARE) return write(self, { step, isMore: true });
  return press(self, card.has('doneLast') ? 'doneLast' : 'done');
}

function mayRewrite(self: Self, { step, isOpen }: { step: string; isOpen: boolean }): boolean {
  const rewrites = self.rewrites === step && !isOpen;
  if (self.rewrites === step) self.rewrites = undefined;
  return rewrites;
}

/** A document, a picture, or an album of two. */
function sendFiles(self: Self, step: string): Wait {
  const phone = phoneOf(self);
  const how = self.seeded.between(0, 2);
  const sent =
    how === 0
      ? [phone.sendDocument(`${self.code}.pdf`)]
      : how === 1
        ? [phone.sendPhoto()]
        : phone.sendAlbum(2);
  const pieces = sent.map(({ message }) =>
    pieceOf(self, {
      kind: 'file',
      value: message.document?.file_id ?? message.photo?.at(-1)?.file_id ?? '',
      joints: [],
    }),
  );
  for (const [index] of pieces.entries()) self.own.change(step, pieces.slice(0, index + 1));
  self.last = pieces;
  return awaitCard(self, ({ files }) => files === pieces.length);
}

function pickOption(self: Self, step: string): Wait {
  const option = OPTIONS[self.seeded.between(0, OPTIONS.length - 1)] as (typeof OPTIONS)[number];
  const piece = pieceOf(self, { kind: 'option', value: option.id, joints: [] });
  self.own.change(step, [piece]);
  self.last = [];
  tap(self, option.label.vi);
  return awaitCard(self);
}
