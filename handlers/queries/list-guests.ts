import { dayOf } from '../../flows/rules/calendar.ts';
import { guestIn } from '../../models/organisation/person.ts';
import { type Directory, searchPeople, unitsIn } from './directory.ts';
import { listStandings, type MemberStanding } from './member-standing.ts';
import type { PersonSources } from './sources.ts';

/**
 * Somebody who takes part in a unit for a time, as those who lead it see them. Of their review, which is their own unit's, no
 * more is told than whether it was handed in.
 */
export interface GuestLine {
  name: string;
  /** Name of the unit to which they belong. */
  home: string;
  /** Name of the unit where they take part, and the days, `YYYY-MM-DD`. */
  unit: string;
  from: string;
  to: string | null;
  /** Null where no open cycle asks them. */
  handedIn: boolean | null;
}

/** Guests as they are listed; `more` were left out. */
export interface Guests {
  items: readonly GuestLine[];
  more: number;
}

/** So many are listed; the others are found by a search. */
const MOST = 20;
const HANDED_IN: readonly MemberStanding[] = ['handed-in', 'on-paper'];
const WAITING: readonly MemberStanding[] = ['not-joined', 'joined', 'answering'];

/** Those who take part in these units, or below them, for a time and belong to others; who sees the units sees them. */
export async function loadGuests(
  sources: PersonSources,
  of: { directory: Directory; units: readonly string[]; search: string },
): Promise<Guests> {
  const { directory, units, search } = of;
  const day = dayOf(new Date(sources.at));
  const inside = new Set(unitsIn(directory, { units }));
  const guests = new Map(
    directory.people.flatMap((entry) => {
      const guest = guestIn(entry.person, { inside, day });
      return guest === undefined ? [] : [[entry, guest.stay] as const];
    }),
  );
  if (guests.size === 0) return { items: [], more: 0 };
  const found = searchPeople([...guests.keys()], search);
  const shown = found.slice(0, MOST);
  const standings = await listStandings(sources, shown);
  const items = shown.flatMap((entry): GuestLine[] => {
    const stay = guests.get(entry);
    if (stay === undefined) return [];
    const standing = standings.get(entry.person._id) ?? 'not-asked';
    const isKnown = [...HANDED_IN, ...WAITING].includes(standing);
    return [
      {
        ...{ name: entry.person.name, home: entry.unit?.name ?? '', ...stay },
        unit: directory.units.get(stay.unit)?.name ?? stay.unit,
        handedIn: isKnown ? HANDED_IN.includes(standing) : null,
      },
    ];
  });
  return { items, more: found.length - shown.length };
}
