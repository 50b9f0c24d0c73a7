import type { LeaveReason } from './membership.ts';
import type { Person } from './person.ts';

/** The Party was founded on this day: nobody belonged to one of its organisations, or held a post in it, before. */
const FOUNDED = '1930-02-03';

/** So many years ahead is decided that somebody comes, leaves or takes part elsewhere for a time, or that a post is held. */
const YEARS_AHEAD = { membership: 2, post: 6 } as const;

/**
 * The days, `YYYY-MM-DD`, from which and up to which something about a person can be recorded `today`: nothing before they
 * were born, and not so far ahead that the year must be a mistake.
 */
export function possibleDays(
  { birthDate }: Pick<Person, 'birthDate'>,
  wish: { about: keyof typeof YEARS_AHEAD; today: string },
): { from: string; to: string } {
  const born = earliestBirth(birthDate);
  return {
    from: born > FOUNDED ? born : FOUNDED,
    to: latestPossible(wish),
  };
}

/** The last of those days, which is the same for everybody. */
export function latestPossible({ about, today }: { about: keyof typeof YEARS_AHEAD; today: string }): string {
  return Temporal.PlainDate.from(today).add({ years: YEARS_AHEAD[about] }).toString();
}

/** The last day that can be recorded `today` for who leaves for a reason: nobody knows before it on which day somebody dies. */
export function latestLeaving({ why, today }: { why: LeaveReason | null; today: string }): string {
  return why === 'died' ? today : latestPossible({ about: 'membership', today });
}

/** The first day on which somebody can have been born, `YYYY-MM-DD`; of some only the year is known. */
export function earliestBirth(birthDate: string): string {
  return birthDate.length === 4 ? `${birthDate}-01-01` : birthDate;
}
