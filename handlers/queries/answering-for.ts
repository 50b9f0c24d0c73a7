import { dayOf } from '../../flows/rules/calendar.ts';
import { findPeople } from '../../models/organisation/person.ts';
import type { Delegation } from '../../models/review/delegation.ts';
import { delegateSeries } from '../../models/review/submission.ts';
import { countingVersion, listVersions, standingVersion } from '../../models/review/version.ts';
import { inTimeOr } from '../in-time.ts';
import { answerForIdentity } from './delegations.ts';
import type { Questions } from './questions.ts';
import { type ReviewStanding, standingOf } from './review-standing.ts';
import type { PersonSources, Sources } from './sources.ts';

/** Somebody for whom the reader answers, or answered. */
export interface AnsweringFor {
  /** Code of the member. */
  member: string;
  name: string;
  cycle: string;
  /** How far the answers are; null where the reader is not asked for them any longer, and can only read them. */
  standing: ReviewStanding | null;
  /** What counts for the member, where it is no version of the reader. */
  counting?: NonNullable<MemberRecord['counting']>;
}

/**
 * For whom somebody answers, and whose answers they have written and may still read; the open ones first. `delegations`
 * are those that concern them.
 */
export async function listAnsweringFor(
  sources: PersonSources,
  { person, delegations }: { person: string; delegations: readonly Delegation[] },
): Promise<AnsweringFor[]> {
  const { database } = sources;
  const all = delegations.filter(({ delegate }) => delegate === person);
  if (all.length === 0) return [];
  const latest = new Map(all.map((one) => [`${one.member} ${one.cycle}`, one]));
  const people = await findPeople(database, { codes: all.map(({ member }) => member) });
  const names = new Map(people.map(({ _id, name }) => [_id, name]));
  const found = await Promise.all(
    [...latest.values()].map(async (one) => {
      const known = await findStanding(sources, one);
      const { member, cycle } = one;
      return known === null ? [] : [{ member, name: names.get(member) ?? member, cycle, ...known }];
    }),
  );
  return found
    .flat()
    .toSorted((one, other) => Number(one.standing === null) - Number(other.standing === null));
}

/** How far a delegate is; null where nothing is asked any longer and nothing was written. */
async function findStanding(
  sources: PersonSources,
  delegation: Delegation,
): Promise<Pick<AnsweringFor, 'standing' | 'counting'> | null> {
  const { reviews, stateOf, at } = sources;
  const { member, delegate, cycle } = delegation;
  const [review, state] = await Promise.all([
    reviews.findOpenFor({ person: member, delegate }),
    stateOf(answerForIdentity(delegation)),
  ]);
  if (review?.cycle.cycle === cycle) {
    const { counting, ...withdrawn } = await findRecorded(sources, delegation);
    const standing = standingOf({ ...review, ...withdrawn }, { state, at });
    return { standing, ...(counting && { counting }) };
  }
  return state === undefined ? null : { standing: null };
}

/** What the record has of a member, for who answers for them. */
interface MemberRecord {
  /** The version of the delegate that was withdrawn last, which the member does outside of the draft. */
  withdrawn?: NonNullable<Questions['withdrawn']>;
  /** What counts, where it is no version of the delegate: the day on which it was handed in, `YYYY-MM-DD`. */
  counting?: { day: string; isOwn: boolean };
}

const PATIENCE_MS = 500;

/** Empty while the record is away, as it is where nothing was handed in. */
export async function findRecorded(
  { database, log }: Pick<Sources, 'database' | 'log'>,
  { member, cycle, delegate }: Pick<Delegation, 'member' | 'cycle' | 'delegate'>,
): Promise<MemberRecord> {
  const what = 'What was handed in for a member could not be loaded';
  const other = { otherwise: [], patienceMs: PATIENCE_MS, what, log };
  const all = await inTimeOr(listVersions(database, { person: member, cycle }), other);
  const series = delegateSeries(delegate);
  const newest = countingVersion(all.filter((one) => one.series === series));
  const counting = standingVersion(all);
  const isOther = counting !== undefined && counting.series !== series;
  return {
    ...(newest?.withdrawnAt && {
      withdrawn: { number: newest.number, at: newest.withdrawnAt.toISOString() },
    }),
    ...(isOther && {
      counting: {
        day: counting.entry?.day ?? dayOf(counting.submittedAt),
        isOwn: counting.entry?.how !== 'delegate',
      },
    }),
  };
}
