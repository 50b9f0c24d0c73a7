import { Schema } from 'mongoose';

/** Why a membership ended, in the order in which it is offered. */
export const LEAVE_REASONS = [
  /** Chuyển sinh hoạt đảng, to a unit inside or outside of this organisation. */
  'transferred',
  /** Miễn công tác và sinh hoạt đảng. */
  'exempted',
  /** Đình chỉ sinh hoạt đảng. */
  'suspended',
  /** Ra khỏi Đảng: by their own wish, struck off or expelled. */
  'left-party',
  /** Qua đời. */
  'died',
  /** Nghỉ việc: how those leave who are not members of the Party. */
  'left-work',
] as const;

export type LeaveReason = (typeof LEAVE_REASONS)[number];

/** One time during which a person belonged to one unit. Days are `YYYY-MM-DD` in the organisation's time zone. */
export interface Membership {
  /** The chi bộ or tổ đảng; for those who are not members of the Party, where they work. */
  unit: string;
  /** First day; null for one that has always been. */
  from: string | null;
  /** Last day; null for one that goes on. */
  to: string | null;
  /** Why it ended; null for one that goes on, and where lists do not tell. */
  why: LeaveReason | null;
}

/** A person as far as it decides where and when they belong. */
export interface Belonging {
  unit: string | null;
  workplace: string | null;
  /** Those before the present one and it, in their order; not there for somebody who has always been in one unit. */
  memberships?: readonly Membership[];
}

/** Whether somebody has not come yet, belongs to the organisation, or has left it. */
export type Presence = 'not-yet' | 'present' | 'left';

/** The schema of one membership within the document of a person. */
export const membershipSchema = new Schema<Membership>(
  {
    unit: { type: String, required: true },
    from: { type: String, default: null },
    to: { type: String, default: null },
    why: { type: String, default: null, enum: [...LEAVE_REASONS, null] },
  },
  { _id: false },
);

/**
 * Where a person belongs: the chi bộ or tổ đảng where they take part, else where they work; null if neither is known.
 */
export function homeUnitOf(person: Pick<Belonging, 'unit' | 'workplace'>): string | null {
  return person.unit ?? person.workplace;
}

/** Every membership of a person, the first one first; the last one is in their present unit, or the last they had. */
export function membershipsOf(person: Belonging): readonly Membership[] {
  if (person.memberships !== undefined && person.memberships.length > 0) return person.memberships;
  const unit = homeUnitOf(person);
  return unit === null ? [] : [{ unit, from: null, to: null, why: null }];
}

/** The membership that goes on, or that ended last; undefined for somebody without any unit. */
export function lastMembershipOf(person: Belonging): Membership | undefined {
  return membershipsOf(person).at(-1);
}

/** The last move of somebody to the unit where they are now: from where, and on which day; undefined for who did not come so. */
export function lastMoveOf(person: Belonging): { former: Membership; unit: string; on: string } | undefined {
  const [former, last] = membershipsOf(person).slice(-2);
  if (former === undefined || last === undefined || last.from === null || last.to !== null) return undefined;
  return former.to === dayBefore(last.from) ? { former, unit: last.unit, on: last.from } : undefined;
}

/** How a person stands to the organisation on a day. Who left and comes again later has left until that day. */
export function presenceOn(person: Belonging, day: string): Presence {
  const memberships = membershipsOf(person);
  if (memberships.length === 0 || memberships.some((one) => covers(one, day))) return 'present';
  return memberships.some((one) => isOver(one, day)) ? 'left' : 'not-yet';
}

/** Whether somebody no longer belongs to the organisation on a day. */
export function hasLeft(person: Belonging, day: string): boolean {
  return presenceOn(person, day) === 'left';
}

/** Whether somebody belongs to the organisation on a day. */
export function isPresent(person: Belonging, day: string): boolean {
  return presenceOn(person, day) === 'present';
}

/** Whether somebody belongs to the organisation on every day from one to another. */
export function isPresentThroughout(person: Belonging, { from, to }: { from: string; to: string }): boolean {
  let day = from;
  for (const one of membershipsOf(person)) {
    if (covers(one, day) && (one.to === null || one.to >= to)) return true;
    if (covers(one, day) && one.to !== null) day = dayAfter(one.to);
  }
  return membershipsOf(person).length === 0;
}

/** The membership that ended last for somebody who no longer belongs to the organisation on a day; undefined for others. */
export function departureOf(person: Belonging, day: string): (Membership & { to: string }) | undefined {
  if (!hasLeft(person, day)) return undefined;
  return membershipsOf(person).findLast((one): one is Membership & { to: string } => isOver(one, day));
}

/** The unit to which a person belonged on a day; null if to none. */
export function unitOn(person: Belonging, day: string): string | null {
  if (membershipsOf(person).length === 0) return homeUnitOf(person);
  return membershipsOf(person).find((one) => covers(one, day))?.unit ?? null;
}

/**
 * The last membership that would be lost if another one began on a day, as it began later itself; undefined where none
 * would. One that began on that very day is replaced, which is how a mistake is corrected.
 */
export function lostByBeginning(memberships: readonly Membership[], day: string): Membership | undefined {
  return memberships.findLast(({ from }) => from !== null && from > day);
}

/**
 * The same memberships with another one from a day on: what was begun on that day or later is replaced, so whoever calls
 * this asks `lostByBeginning` before.
 */
export function beginMembership(
  memberships: readonly Membership[],
  begun: Pick<Membership, 'unit'> & { from: string; why: LeaveReason | null },
): Membership[] {
  const { unit, from, why } = begun;
  return joined([...endedBefore(memberships, { day: from, why }), { unit, from, to: null, why: null }]);
}

/** The same memberships, ended so that the person has left on a day: it is the first one without them. */
export function endMemberships(
  memberships: readonly Membership[],
  ended: { on: string; why: LeaveReason | null },
): Membership[] {
  return joined(endedBefore(memberships, { day: ended.on, why: ended.why }));
}

/** What is stored of memberships: nothing of a person who has always been in one unit. */
export function storedMemberships(memberships: readonly Membership[]): { memberships?: Membership[] } {
  const [only, ...others] = memberships;
  const isPlain = others.length === 0 && only?.from === null && only.to === null;
  return only === undefined || isPlain ? {} : { memberships: [...memberships] };
}

function isOver({ to }: Membership, day: string): boolean {
  return to !== null && to < day;
}

function covers({ from, to }: Membership, day: string): boolean {
  return (from === null || from <= day) && (to === null || day <= to);
}

function endedBefore(
  memberships: readonly Membership[],
  { day, why }: { day: string; why: LeaveReason | null },
): Membership[] {
  const last = dayBefore(day);
  return memberships
    .filter(({ from }) => from === null || from < day)
    .map((one) => (one.to === null || one.to >= day ? { ...one, to: last, why } : one));
}

/** One membership in place of two in the same unit with no day between them: what is taken back leaves no trace. */
function joined(memberships: readonly Membership[]): Membership[] {
  const all: Membership[] = [];
  for (const next of memberships) {
    const last = all.at(-1);
    const isNext = next.from !== null && last?.unit === next.unit && last.to === dayBefore(next.from);
    if (isNext) all.pop();
    all.push(isNext ? { ...next, from: last.from } : next);
  }
  return all;
}

/** The day after one, both `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

/** The day before one, both `YYYY-MM-DD`. */
export function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}
