import { Schema } from 'mongoose';
import { type Belonging, dayAfter, dayBefore, membershipsOf, unitOn } from './membership.ts';

/**
 * Sinh hoạt tạm thời: a member of the Party takes part in another unit for a time and still belongs to their own, which
 * asks, counts and reviews them and hears the other one (HD43, 7.6). Days are `YYYY-MM-DD` in the organisation's time zone.
 */
export interface TemporaryMembership {
  /** The chi bộ or tổ đảng where they take part. */
  unit: string;
  /** First day. */
  from: string;
  /** Last day; null for one that goes on. */
  to: string | null;
}

/** A person with what is stored of where they take part for a time. */
interface Visitor extends Belonging {
  temporary?: readonly TemporaryMembership[];
}

/** The schema of one temporary membership within the document of a person. */
export const temporarySchema = new Schema<TemporaryMembership>(
  {
    unit: { type: String, required: true },
    from: { type: String, required: true },
    to: { type: String, default: null },
  },
  { _id: false },
);

/** Why somebody cannot take part in a unit for a time. */
export type TemporaryProblem =
  /** The last day is before the first one. */
  | { kind: 'reversed' }
  /** On the first day they do not belong to the organisation. */
  | { kind: 'absent' }
  /** It is the unit to which they belong. */
  | { kind: 'at-home' }
  /** They take part in another unit for a time, or in this one, on some of the same days. */
  | { kind: 'overlap'; other: TemporaryMembership };

/**
 * Every temporary membership of a person that came about, the first one first, with the day on which it really ends: one
 * ends by itself when the person leaves the organisation or belongs to the very unit. That is read off their memberships
 * and written nowhere, so a departure that is taken back takes nothing along.
 */
export function temporariesOf(person: Visitor): TemporaryMembership[] {
  return (person.temporary ?? [])
    .map((one) => ({ ...one, to: lastDayOf(person, one) }))
    .filter(({ from, to }) => to === null || from <= to);
}

/** Those that go on on a day, or begin later. */
export function openTemporaries(person: Visitor, day: string): TemporaryMembership[] {
  return temporariesOf(person).filter(({ to }) => to === null || day <= to);
}

/** The day on which one really ends, as in `temporariesOf`; a day before its first one where it never came about. */
export function lastDayOf(person: Belonging, { unit, from, to }: TemporaryMembership): string | null {
  // Up to the day before, the person belongs to other units without a gap.
  let day = from;
  for (const one of membershipsOf(person)) {
    if (one.to !== null && one.to < day) continue;
    if (one.unit === unit || (one.from !== null && one.from > day)) break;
    if (one.to === null) return to;
    day = dayAfter(one.to);
  }
  const end = dayBefore(day);
  return to === null || end < to ? end : to;
}

/** Why a person cannot have a temporary membership beside those that they have; undefined where they can. */
export function findTemporaryProblem(
  person: Visitor,
  wanted: TemporaryMembership,
): TemporaryProblem | undefined {
  const { unit, from, to } = wanted;
  if (to !== null && to < from) return { kind: 'reversed' };
  const home = unitOn(person, from);
  if (home === null) return { kind: 'absent' };
  if (home === unit) return { kind: 'at-home' };
  const end = lastDayOf(person, wanted);
  const other = temporariesOf(person).find(
    (one) => (end === null || one.from <= end) && (one.to === null || from <= one.to),
  );
  return other && { kind: 'overlap', other };
}

/** What is stored of temporary memberships, the first one first: nothing of a person without any. */
export function storedTemporaries(all: readonly TemporaryMembership[]): {
  temporary?: TemporaryMembership[];
} {
  if (all.length === 0) return {};
  return { temporary: all.toSorted((one, other) => (one.from < other.from ? -1 : 1)) };
}
