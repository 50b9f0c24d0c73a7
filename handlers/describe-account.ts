import { countCommitments } from '../models/commitment.ts';
import type { Database } from '../models/connection.ts';
import { findCycles } from '../models/cycle.ts';
import type { KeyRing } from '../models/encryption.ts';
import { listIdentities } from '../models/identity.ts';
import { findPerson } from '../models/person.ts';
import { countRemedies } from '../models/remedy.ts';
import { listSubmitted } from '../models/submission.ts';
import { findPersonCard, type PersonCard } from './list-people.ts';

/** What the system of record holds on a person, without any of their words. */
export interface Account extends PersonCard {
  /** `YYYY-MM-DD`. */
  birthDate: string;
  chats: readonly { channel: string; linkedAt: Date; consentedAt: Date | null }[];
  submissions: readonly { year: number; number: number; recordedAt: Date }[];
  /** How many items of all years. */
  commitments: number;
  remedies: number;
}

/** Looks up what is held on a person; null if there is no such person. */
export type DescribeAccount = (person: string) => Promise<Account | null>;

export function createDescribeAccount(parts: { database: Database; keys: KeyRing }): DescribeAccount {
  const { database } = parts;
  return async (person) => {
    const [card, record, identities, submissions, commitments, remedies] = await Promise.all([
      findPersonCard(database, person),
      findPerson(database, { person }),
      listIdentities(parts, { person }),
      listSubmitted(database, { person }),
      countCommitments(database, { person }),
      countRemedies(database, { person }),
    ]);
    if (card === undefined || record === null) return null;
    const ids = [...new Set(submissions.map(({ cycle }) => cycle))];
    const cycles = await findCycles(database, { ids });
    const years = new Map(cycles.map(({ _id, year }) => [_id, year]));
    return {
      ...card,
      birthDate: record.birthDate,
      chats: identities.map(({ channel, linkedAt, consent }) => ({
        channel,
        linkedAt,
        consentedAt: consent?.at ?? null,
      })),
      submissions: submissions.toSorted(byMoment).map(({ cycle, number, recordedAt }) => ({
        year: years.get(cycle) ?? 0,
        number,
        recordedAt,
      })),
      commitments,
      remedies,
    };
  };
}

function byMoment(one: { recordedAt: Date }, other: { recordedAt: Date }): number {
  return one.recordedAt.getTime() - other.recordedAt.getTime();
}
