import { type AuditEvent, listEventsAbout } from '../models/audit-event.ts';
import type { Database } from '../models/connection.ts';
import type { KeyRing } from '../models/encryption.ts';
import { findAmong } from '../models/find-among.ts';
import { listIdentities } from '../models/identity.ts';
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
  /** The newest things that were done about them, the newest first. */
  events: readonly (Pick<AuditEvent, 'at' | 'kind' | 'facts'> & { by: 'self' | 'other' | 'operator' })[];
}

const MOST_EVENTS = 10;

/** Looks up what is held on a person; null if there is no such person. */
export type DescribeAccount = (person: string) => Promise<Account | null>;

export function createDescribeAccount(parts: { database: Database; keys: KeyRing }): DescribeAccount {
  const { database } = parts;
  return async (person) => {
    const [card, record, identities, submissions, commitments, remedies, events] = await Promise.all([
      findPersonCard(database, person),
      database.people.findById(person).lean(),
      listIdentities(parts, { person }),
      database.submissions.find({ person }).sort({ recordedAt: 1 }).lean(),
      database.commitments.countDocuments({ person }),
      database.remedies.countDocuments({ person }),
      listEventsAbout(database, { person, most: MOST_EVENTS }),
    ]);
    if (card === undefined || record === null) return null;
    const values = [...new Set(submissions.map(({ cycle }) => cycle))];
    const cycles = await findAmong(database.cycles, { field: '_id', values });
    const years = new Map(cycles.map(({ _id, year }) => [_id, year]));
    return {
      ...card,
      birthDate: record.birthDate,
      chats: identities.map(({ channel, linkedAt, consent }) => ({
        channel,
        linkedAt,
        consentedAt: consent?.at ?? null,
      })),
      submissions: submissions.map(({ cycle, number, recordedAt }) => ({
        year: years.get(cycle) ?? 0,
        number,
        recordedAt,
      })),
      commitments,
      remedies,
      events: events.map(({ at, kind, facts, actor }) => ({ at, kind, facts, by: doneBy(actor, person) })),
    };
  };
}

function doneBy(actor: AuditEvent['actor'], person: string): Account['events'][number]['by'] {
  if (actor.kind === 'operator') return 'operator';
  return actor.person === person ? 'self' : 'other';
}
