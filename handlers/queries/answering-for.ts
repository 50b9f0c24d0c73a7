import { findPeople } from '../../models/organisation/person.ts';
import { type Delegation, listDelegations } from '../../models/review/delegation.ts';
import { delegateSeries, findNewestSubmission } from '../../models/review/submission.ts';
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
}

/** For whom somebody answers, and whose answers they have written and may still read; the open ones first. */
export async function listAnsweringFor(
  sources: PersonSources,
  { person }: { person: string },
): Promise<AnsweringFor[]> {
  const { database } = sources;
  const all = await listDelegations(database, { delegate: person });
  if (all.length === 0) return [];
  const latest = new Map(all.map((one) => [`${one.member} ${one.cycle}`, one]));
  const people = await findPeople(database, { codes: all.map(({ member }) => member) });
  const names = new Map(people.map(({ _id, name }) => [_id, name]));
  const found = await Promise.all(
    [...latest.values()].map(async (one) => {
      const known = await findStanding(sources, one);
      const { member, cycle } = one;
      return known === null
        ? []
        : [{ member, name: names.get(member) ?? member, cycle, standing: known.standing }];
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
): Promise<Pick<AnsweringFor, 'standing'> | null> {
  const { reviews, stateOf, at } = sources;
  const { member, delegate, cycle } = delegation;
  const [review, state] = await Promise.all([
    reviews.findOpenFor({ person: member, delegate }),
    stateOf(answerForIdentity(delegation)),
  ]);
  if (review?.cycle.cycle === cycle) {
    const withdrawn = await findWithdrawn(sources, delegation);
    return { standing: standingOf({ ...review, ...withdrawn }, { state, at }) };
  }
  return state === undefined ? null : { standing: null };
}

const PATIENCE_MS = 500;

/** The version of a delegate that was withdrawn last, which the member does outside of the draft; not known while the record is away. */
export async function findWithdrawn(
  { database, log }: Pick<Sources, 'database' | 'log'>,
  { member, cycle, delegate }: Pick<Delegation, 'member' | 'cycle' | 'delegate'>,
): Promise<Pick<Questions, 'withdrawn'>> {
  const key = { person: member, cycle, series: delegateSeries(delegate) };
  const what = 'Whether a version was withdrawn could not be loaded';
  const other = { otherwise: null, patienceMs: PATIENCE_MS, what, log };
  const newest = await inTimeOr(findNewestSubmission(database, key), other);
  if (newest?.withdrawnAt === undefined) return {};
  return { withdrawn: { number: newest.number, at: newest.withdrawnAt.toISOString() } };
}
