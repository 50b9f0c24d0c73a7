import {
  type Belonging,
  dayAfter,
  departureOf,
  hasLeft,
  type LeaveReason,
  membershipsOf,
} from '../../models/organisation/membership.ts';

/** When and why somebody left the organisation, or is to leave it. */
export interface Leaving {
  /** `YYYY-MM-DD`: the first day on which they do not belong to it. */
  on: string;
  /** Null where lists do not tell. */
  why: LeaveReason | null;
  /** That day has come. */
  isOver: boolean;
}

/** How somebody left last who has left on a day, and how anybody else is to leave next; undefined where neither is known. */
export function leavingOf(person: Belonging, day: string): Leaving | undefined {
  const all = membershipsOf(person);
  const ends = all.flatMap(({ to, why }, index) => {
    const on = to === null ? null : dayAfter(to);
    // Whoever moves does not leave.
    return on === null || all[index + 1]?.from === on ? [] : [{ on, why, isOver: on <= day }];
  });
  return hasLeft(person, day) ? ends.findLast(({ isOver }) => isOver) : ends.find(({ isOver }) => !isOver);
}

/** `YYYY-MM-DD`: a day, or the last one on which somebody belonged to the organisation who has left it by then. */
export function lastDayWith(person: Belonging, day: string): string {
  return departureOf(person, day)?.to ?? day;
}
