import { type Directory, type DirectoryEntry, peopleIn, searchPeople } from './directory.ts';
import { listLedUnits } from './leading-bodies.ts';
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
}

/** One page of the people in the units that somebody leads; `page` counts from 0. */
export interface MemberPage {
  /** How many are listed: all, those who were found, or those who have not joined. */
  total: number;
  page: number;
  pages: number;
  items: readonly MemberLine[];
  /** Names of the units. */
  units: readonly string[];
  /** How many stand where, on the first page of all. */
  counts?: Readonly<Partial<Record<MemberStanding, number>>>;
}

/** So many lines make a page. */
const PAGE = 8;

/** A page of the people in the units that the reader leads and below them. Null for somebody who leads none. */
export async function loadMemberPage(
  sources: PersonSources,
  wish: { wanted: number; search: string; onlyNotJoined: boolean },
): Promise<MemberPage | null> {
  const { wanted, search, onlyNotJoined } = wish;
  const units = await listLedUnits(sources.database, sources);
  if (units.length === 0) return null;
  const directory = await sources.readDirectory();
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
    ...{ total: listed.length, page, pages },
    units: topmost(directory, units).map((code) => directory.units.get(code)?.name ?? code),
    items: await toLines(sources, shown),
    ...(isFirst && standings !== undefined && !onlyNotJoined ? { counts: countOf(standings) } : {}),
  };
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
  entries: readonly DirectoryEntry[],
): Promise<MemberLine[]> {
  const standings = await listStandings(sources, entries);
  return Promise.all(
    entries.map(async ({ person, unit }) => {
      const standing = standings.get(person._id) ?? 'not-asked';
      const isAnswering = standing === 'answering';
      const progress = isAnswering ? await loadAnswered(sources, { person: person._id }) : null;
      return {
        ...{ code: person._id, name: person.name, unit: unit?.name ?? '', standing },
        ...(progress === null ? {} : { progress }),
      };
    }),
  );
}
