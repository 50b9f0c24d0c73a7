import { dayOf } from '../../flows/rules/calendar.ts';
import { listJoinedAmong } from '../../models/chat/identity.ts';
import { presenceOn } from '../../models/organisation/membership.ts';
import { listBegun, readDrafts } from '../../models/review/draft.ts';
import { listNewestAmong } from '../../models/review/version.ts';
import { decodeState } from '../talk/draft.ts';
import type { DirectoryEntry } from './directory.ts';
import { standingOf } from './review-standing.ts';
import { SELF_REVIEW } from './reviews.ts';
import type { PersonSources } from './sources.ts';

/** Where a person stands, as their secretary sees it, in the order in which that is counted. */
export const MEMBER_STANDINGS = [
  /** No chat is linked. */
  'not-joined',
  /** A chat is linked, and nothing is answered. */
  'joined',
  'answering',
  /** A version is recorded and not withdrawn. */
  'handed-in',
  /** What they handed in on paper is recorded. */
  'on-paper',
  /** What somebody answered and handed in for them is recorded. */
  'by-delegate',
  /** Somebody who was taken in for a later day. */
  'not-yet',
  /** Whoever has left the organisation; they stand under the unit where they were last. */
  'left',
  /** Miễn kiểm điểm: excused from the open cycle. */
  'excused',
  /** Miễn công tác và sinh hoạt đảng. */
  'exempt',
  /** No open cycle asks the person. */
  'not-asked',
] as const;
export type MemberStanding = (typeof MEMBER_STANDINGS)[number];

const HANDED_IN = { own: 'handed-in', paper: 'on-paper', delegate: 'by-delegate' } as const;

/** Where these people stand, by their codes. The number of queries does not depend on how many they are. */
export async function listStandings(
  { database, keys, at }: Pick<PersonSources, 'database' | 'keys' | 'at'>,
  entries: readonly DirectoryEntry[],
): Promise<Map<string, MemberStanding>> {
  const day = dayOf(new Date(at));
  const people = entries.flatMap(({ asked, person }) => (asked === undefined ? [] : person._id));
  const [linked, newest, begun] = await Promise.all([
    listJoinedAmong({ database, keys }, { people }),
    listNewestAmong(database, { people }),
    listBegun(database, { authors: people }),
  ]);
  const answering = new Set(begun.map(({ author, cycle }) => JSON.stringify([author, cycle])));
  return new Map(
    entries.map(({ person, asked, isExcused }): [string, MemberStanding] => {
      const { _id: code, partyStatus } = person;
      const presence = presenceOn(person, day);
      if (presence !== 'present') return [code, presence];
      if (isExcused) return [code, 'excused'];
      if (asked === undefined) return [code, partyStatus === 'exempt' ? 'exempt' : 'not-asked'];
      const cycle = asked.cycle._id;
      const version = newest.find({ person: code, cycle });
      if (version !== undefined && version.withdrawnAt === undefined) {
        return [code, HANDED_IN[version.entry?.how ?? 'own']];
      }
      if (!linked.has(code)) return [code, 'not-joined'];
      return [code, answering.has(JSON.stringify([code, cycle])) ? 'answering' : 'joined'];
    }),
  );
}

/** How much of their review somebody has answered, by the copy of their draft; null where nothing is known of it. */
export async function loadAnswered(
  { database, keys, reviews, at }: Pick<PersonSources, 'database' | 'keys' | 'reviews' | 'at'>,
  { person }: { person: string },
): Promise<{ answered: number; total: number } | null> {
  const review = await reviews.findOpen(person);
  if (review === null) return null;
  const wish = { form: SELF_REVIEW, cycles: [review.cycle.cycle], author: person };
  for await (const { fields } of readDrafts({ database, keys }, wish)) {
    const { answered, skipped, total } = standingOf(review, { state: decodeState(fields), at });
    return { answered: answered + skipped, total };
  }
  return null;
}
