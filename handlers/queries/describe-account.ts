import { dayOf } from '../../flows/rules/calendar.ts';
import { type AuditEvent, listEventsAbout } from '../../models/audit-event.ts';
import { listIdentities } from '../../models/chat/identity.ts';
import type { Membership } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { type TemporaryMembership, temporariesOf } from '../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { countCommitments } from '../../models/review/commitment.ts';
import { findCycles } from '../../models/review/cycle.ts';
import { countAnswered, countReported } from '../../models/review/difficulty.ts';
import { countRemedies } from '../../models/review/remedy.ts';
import { type Entry, listSubmitted } from '../../models/review/submission.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { findPersonCard, type PersonCard } from './list-people.ts';

/** What the system of record has about a person, without any of their words. Moments are ISO 8601, UTC. */
export interface Account extends PersonCard {
  /** `YYYY-MM-DD`. */
  birthDate: string;
  /** Where they belonged and when, with names of units, where their list has days. */
  memberships?: readonly Membership[];
  /** Where they take or took part for a time, with names of units. */
  temporary?: readonly TemporaryMembership[];
  /** Where a digest of their số CCCD or số thẻ đảng is stored. */
  knownByNumber?: true;
  chats: readonly { channel: string; linkedAt: string; consentedAt: string | null }[];
  submissions: readonly {
    year: number;
    number: number;
    /** How it was entered for the person; null for what they handed in themselves. */
    how: Entry['how'] | null;
    recordedAt: string;
    withdrawnAt: string | null;
  }[];
  /** Numbers of items, of all years. */
  commitments: number;
  remedies: number;
  /** That they reported, how many of those wait, and that they answered. */
  difficulties: { reported: number; waiting: number; answered: number };
  /** The newest audit events about them, the newest first. */
  events: readonly (Pick<AuditEvent, 'kind' | 'facts'> & { at: string; by: 'self' | 'other' | 'operator' })[];
}

const MOST_EVENTS = 10;

/** Looks up what is stored about a person; null if there is no such person. */
export type DescribeAccount = (person: string) => Promise<Account | null>;

export function createDescribeAccount(parts: {
  database: Database;
  keys: KeyRing;
  now(): Date;
}): DescribeAccount {
  const { database, now } = parts;
  return async (person) => {
    const [card, record, identities, submissions, ...counts] = await Promise.all([
      findPersonCard(database, { person, day: dayOf(now()) }),
      findPerson(database, { person }),
      listIdentities(parts, { person }),
      listSubmitted(database, { person }),
      countCommitments(database, { person }),
      countRemedies(database, { person }),
      countReported(database, { asker: person }),
      countAnswered(database, { by: person }),
    ]);
    const [commitments, remedies, reported, answered] = counts;
    if (card === undefined || record === null) return null;
    const memberships = await nameUnits(database, record.memberships ?? []);
    const temporary = await nameUnits(database, temporariesOf(record));
    const events = await listEventsAbout(database, { person, most: MOST_EVENTS });
    const ids = [...new Set(submissions.map(({ cycle }) => cycle))];
    const cycles = await findCycles(database, { ids });
    const years = new Map(cycles.map(({ _id, year }) => [_id, year]));
    return {
      ...card,
      birthDate: record.birthDate,
      ...(memberships.length === 0 ? {} : { memberships }),
      ...(temporary.length === 0 ? {} : { temporary }),
      ...(record.citizenId || record.partyCard ? { knownByNumber: true } : {}),
      chats: identities.map(({ channel, linkedAt, consent }) => ({
        channel,
        linkedAt: linkedAt.toISOString(),
        consentedAt: consent?.at.toISOString() ?? null,
      })),
      submissions: submissions
        .toSorted(byMoment)
        .map(({ cycle, number, entry, recordedAt, withdrawnAt }) => ({
          year: years.get(cycle) ?? 0,
          number,
          how: entry?.how ?? null,
          recordedAt: recordedAt.toISOString(),
          withdrawnAt: withdrawnAt?.toISOString() ?? null,
        })),
      ...{ commitments, remedies, difficulties: { ...reported, answered } },
      events: events.map(({ at, kind, facts, actor }) => ({
        ...{ at: at.toISOString(), kind, facts },
        by: doneBy(actor, person),
      })),
    };
  };
}

async function nameUnits<Each extends { unit: string }>(
  database: Database,
  memberships: readonly Each[],
): Promise<Each[]> {
  const units = await findUnits(database, { codes: memberships.map(({ unit }) => unit) });
  const names = new Map(units.map(({ _id, name }) => [_id, name]));
  return memberships.map((one) => ({ ...one, unit: names.get(one.unit) ?? one.unit }));
}

function doneBy(actor: AuditEvent['actor'], person: string): Account['events'][number]['by'] {
  if (actor.kind === 'operator') return 'operator';
  return actor.person === person ? 'self' : 'other';
}

function byMoment(one: { recordedAt: Date }, other: { recordedAt: Date }): number {
  return one.recordedAt.getTime() - other.recordedAt.getTime();
}
