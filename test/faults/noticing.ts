import type { Card, Notice } from './cards.ts';
import type { Self } from './self.ts';
import { fits, takeBackLast } from './sending.ts';

const TEXT_REFUSED = 'was told that an answer is not stored';
const FILE_REFUSED = 'was told that a file is not stored';

/** Learns from what the bot says besides what it asks for. */
export function takeNotice(self: Self, notice: Notice): void {
  const { recorded, loss, stranger, edited, kept, notStored, unchanged } = notice;
  // Who is told that their messages wait need not write again.
  if (kept === true && self.wait !== undefined) self.wait = { ...self.wait, since: Date.now() };
  hearOfUndo(self, notice);
  if (loss === true) self.toldAt ??= Date.now();
  if (edited === true) self.edits += 1;
  // A version is only handed in again where something was changed.
  if (unchanged === true) self.versions = Math.max(1, self.recorded.size);
  if (stranger === true && self.hasJoined) self.misled.push('was taken for a stranger');
  if (notStored === true && self.last.length > 0) hearTextRefused(self);
  if (recorded === undefined || self.recorded.has(recorded)) return;
  self.recorded.set(recorded, self.pending ?? self.own.all());
}

/** After a loss nobody says any more whether it was done; what changes in that time may be one way or the other. */
function hearOfUndo(self: Self, { undone, nothingToUndo, loss }: Notice): void {
  if (!self.isUndoing) return;
  if (undone === true || loss === true) self.own.undo();
  if (undone === true || loss === true || nothingToUndo === true) self.isUndoing = false;
}

function hearTextRefused(self: Self): void {
  // Where a press is taken later, the text came where no question was open. That it is not stored is checked in any case.
  const isMisled = self.toldAt === undefined && !self.mayOvertake;
  self.doubted = { pieces: self.last, changes: takeBackLast(self), isMisled };
  if (isMisled) self.misled.push(TEXT_REFUSED);
}

/** What was taken for refused is an answer all the same where a card says that just so much was saved. */
export function hearSaved(self: Self, { step, saved }: Card): void {
  const { doubted } = self;
  const { pieces = [] } = doubted?.changes.at(-1) ?? {};
  if (doubted === undefined || saved === undefined || doubted.changes[0]?.step !== step) return;
  if (fits(saved, self.own.piecesOf(step ?? '')) || !fits(saved, pieces)) return;
  for (const change of doubted.changes) self.own.change(change.step, change.pieces);
  self.last = doubted.pieces;
  self.doubted = undefined;
  if (doubted.isMisled) self.misled.splice(self.misled.lastIndexOf(TEXT_REFUSED), 1);
}

/** A file is refused where none is asked for: one that was sent there on purpose, or else the last one came too late. */
export function hearFileRefused(self: Self): void {
  if (self.strayFiles > 0) {
    self.strayFiles -= 1;
    return;
  }
  const files = [...self.own.all().values()].flat().filter(({ kind }) => kind === 'file');
  const last = files.toSorted((one, other) => one.order - other.order).at(-1);
  if (last === undefined) return;
  self.own.refuse(last);
  self.last = self.last.filter((piece) => piece !== last);
  if (self.toldAt === undefined) self.misled.push(FILE_REFUSED);
}
