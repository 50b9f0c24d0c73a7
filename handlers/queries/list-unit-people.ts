import { dayOf } from '../../flows/rules/calendar.ts';
import { hasLeft } from '../../models/organisation/membership.ts';
import { openTemporaries, type TemporaryMembership } from '../../models/organisation/temporary-membership.ts';
import { type Directory, type DirectoryEntry, peopleIn, searchPeople } from './directory.ts';
import { listLedUnits } from './leading-bodies.ts';
import { type Leaving, leavingOf } from './leaving.ts';
import { type Guests, loadGuests } from './list-guests.ts';
import { listUnitDecisions, type UnitDecision } from './member-decisions.ts';
import { listStandings, loadAnswered, MEMBER_STANDINGS, type MemberStanding } from './member-standing.ts';
import type { PersonSources } from './sources.ts';

/** A person as the list of a unit shows them. */
export interface MemberLine {
  code: string;
  name: string;
  unit: string;
  standing: MemberStanding;
  /** How many questions are answered, while the person is answering. */
  progress?: { answered: number; total: number };
  /** Where they take part for a time besides, now or later, with names of units. */
  temporary?: readonly TemporaryMembership[];
  /** Of somebody who has left, or is to leave. */
  leaving?: Leaving;
}

/** One page of the people in the units that somebody leads; `page` counts from 0. */
export interface MemberPage {
  /** How many there are: all who have not left, those who were found, or those who have not joined. */
  total: number;
  page: number;
  pages: number;
  items: readonly MemberLine[];
  /** Names of the units. */
  units: readonly string[];
  /** Other units that the reader leads, whose people can be listed instead. */
  others: readonly { code: string; name: string }[];
  /** How many stand where, on the first page of all. */
  counts?: Readonly<Partial<Record<MemberStanding, number>>>;
  /** What was decided about the units, on the first page of all; missing where an earlier version left it to be sent. */
  decisions?: readonly UnitDecision[];
  /** Those who take part in the units for a time and belong to others, on the first page of all or of what was found. */
  guests?: Guests;
}

/** So many lines make a page. */
const PAGE = 8;

/**
 * A page of the people in a unit that the reader leads and below it; where none of theirs is named, in the units whose
 * secretary they are, or else in all that they lead. Null for somebody who leads none.
 */
export async function loadMemberPage(
  sources: PersonSources,
  wish: { wanted: number; search: string; onlyNotJoined: boolean; unit?: string | undefined },
): Promise<MemberPage | null> {
  const { wanted, search, onlyNotJoined } = wish;
  const directory = await sources.readDirectory();
  const led = await listLedUnits(sources.database, sources);
  if (led.length === 0) return null;
  const headed = await listHeaded(sources, directory);
  const own = headed.length === 0 ? led : headed;
  const units = led.filter((code) => code === wish.unit);
  if (units.length === 0) units.push(...own);
  const nameOf = (code: string) => directory.units.get(code)?.name ?? code;
  const all = peopleIn(directory, { units });
  const found = searchPeople(all, search);
  const isFirst = search === '' && wanted === 0;
  const standings = isFirst || onlyNotJoined ? await listStandings(sources, found) : undefined;
  const listed = onlyNotJoined
    ? found.filter(({ person }) => standings?.get(person._id) === 'not-joined')
    : found;
  const pages = Math.max(1, Math.ceil(listed.length / PAGE));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = listed.slice(page * PAGE, (page + 1) * PAGE);
  return {
    ...{ total: listed.length - leftAmong(listed, { sources, search }), page, pages },
    units: topmost(directory, units).map(nameOf),
    others: [...new Set([...topmost(directory, led), ...headed])]
      .filter((code) => !units.includes(code))
      .map((code) => ({ code, name: nameOf(code) })),
    items: await toLines(sources, { entries: shown, directory }),
    ...(isFirst && standings !== undefined && !onlyNotJoined ? { counts: countOf(standings) } : {}),
    ...(isFirst && !onlyNotJoined
      ? { decisions: await listUnitDecisions(sources, { directory, units }) }
      : {}),
    ...(page === 0 && !onlyNotJoined
      ? { guests: await loadGuests(sources, { directory, units, search }) }
      : {}),
  };
}

/** How many of all who are listed have left; of who was found nobody is left out. */
function leftAmong(
  listed: readonly DirectoryEntry[],
  { sources: { at }, search }: { sources: PersonSources; search: string },
): number {
  const day = dayOf(new Date(at));
  return search === '' ? listed.filter(({ person }) => hasLeft(person, day)).length : 0;
}

/** The units whose secretary the reader is; whoever heads a tổ đảng is no secretary. */
async function listHeaded({ database, posts }: PersonSources, { units }: Directory): Promise<string[]> {
  const headed = await listLedUnits(database, { posts: posts.filter(({ role }) => role === 'head') });
  return headed.filter((code) => units.get(code)?.kind !== 'group');
}

/** These units without those that are below another one of them. */
function topmost({ units: all }: Directory, units: readonly string[]): string[] {
  return units.filter((code) => !all.get(code)?.ancestors.some((above) => units.includes(above)));
}

function countOf(standings: ReadonlyMap<string, MemberStanding>): NonNullable<MemberPage['counts']> {
  const all = [...standings.values()];
  const counted = MEMBER_STANDINGS.map(
    (standing) => [standing, all.filter((one) => one === standing).length] as const,
  );
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}

/** Puts people into lines, with how far those are who are answering. */
export async function toLines(
  sources: PersonSources,
  { entries, directory }: { entries: readonly DirectoryEntry[]; directory: Directory },
): Promise<MemberLine[]> {
  const standings = await listStandings(sources, entries);
  const day = dayOf(new Date(sources.at));
  return Promise.all(
    entries.map(async ({ person, unit }) => {
      const standing = standings.get(person._id) ?? 'not-asked';
      const isAnswering = standing === 'answering';
      const progress = isAnswering ? await loadAnswered(sources, { person: person._id }) : null;
      const temporary = openTemporaries(person, day).map((one) => ({
        ...one,
        unit: directory.units.get(one.unit)?.name ?? one.unit,
      }));
      const leaving = leavingOf(person, day);
      return {
        ...{ code: person._id, name: person.name, unit: unit?.name ?? '', standing },
        ...(progress === null ? {} : { progress }),
        ...(temporary.length === 0 ? {} : { temporary }),
        ...(leaving && { leaving }),
      };
    }),
  );
}
