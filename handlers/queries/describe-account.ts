import { dayOf } from '../../flows/rules/calendar.ts';
import { type AuditEvent, listEventsAbout } from '../../models/audit-event.ts';
import { listIdentities } from '../../models/chat/identity.ts';
import { type CommandNews, listUntoldTo } from '../../models/command.ts';
import type { Membership } from '../../models/organisation/membership.ts';
import { findPeople, findPerson } from '../../models/organisation/person.ts';
import { type TemporaryMembership, temporariesOf } from '../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { countCommitments } from '../../models/review/commitment.ts';
import { findCycles } from '../../models/review/cycle.ts';
import { type Delegation, listDelegations } from '../../models/review/delegation.ts';
import { countAnswered, countReported } from '../../models/review/difficulty.ts';
import { countRemedies } from '../../models/review/remedy.ts';
import type { Entry } from '../../models/review/submission.ts';
import { countAnsweredFor, listSubmitted, type Version } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { findReason, type KnownReason } from './counting-entry.ts';
import { holdingNewsOf } from './holding-news.ts';
import { findPersonCard, type PersonCard } from './list-people.ts';
import { listDecisionsFor, type MemberDecision } from './member-decisions.ts';
import { nameFacts } from './name-facts.ts';

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
    /** How it was entered for the person, and by whom; null for what they handed in themselves, and no name for operators. */
    how: Entry['how'] | null;
    by: string | null;
    /** `YYYY-MM-DD` on which it was handed in where it was entered for the person. */
    day: string | null;
    /** How many photos or files of a paper are kept. */
    files?: number;
    recordedAt: string;
    withdrawnAt: string | null;
    /** Who took it back for the person, and why. */
    takenBack?: KnownReason;
  }[];
  /** Who answers or answered for them, and for whom they do; `name` is that of the other one. */
  delegations: readonly {
    year: number;
    name: string;
    isDelegate: boolean;
    namedAt: string;
    /** Null where it was not withdrawn. */
    endedAt: string | null;
  }[];
  /** What was decided about them in the open cycle; missing where an earlier version left it to be sent. */
  decisions?: readonly MemberDecision[];
  /** News that could not be told them and holds, the newest first; missing where there is none. */
  untold?: readonly Pick<CommandNews, 'kind' | 'values'>[];
  /** How many versions they handed in for others. */
  answeredFor: number;
  /** Numbers of items, of all years. */
  commitments: number;
  remedies: number;
  /** That they reported, how many of those wait, and that they answered. */
  difficulties: { reported: number; waiting: number; answered: number };
  /** The newest audit events about them, the newest first, with names in place of codes; `name` is of who did it. */
  events: readonly (Pick<AuditEvent, 'kind' | 'facts'> & { at: string } & Doer)[];
}

/** Who did something: the person themselves, another one, or administration. */
type Doer = { by: 'self' | 'operator' } | { by: 'other'; name: string };

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
    const [card, record, identities, submissions, delegations, ...counts] = await Promise.all([
      findPersonCard(database, { person, day: dayOf(now()) }),
      findPerson(database, { person }),
      listIdentities(parts, { person }),
      listSubmitted(database, { person }),
      listDelegations(database, { concerning: person }),
      countCommitments(database, { person }),
      countRemedies(database, { person }),
      countReported(database, { asker: person }),
      countAnswered(database, { by: person }),
      countAnsweredFor(database, { by: person }),
    ]);
    const [commitments, remedies, reported, answered, answeredFor] = counts;
    if (card === undefined || record === null) return null;
    const decisions = await listDecisionsFor(parts, { person });
    const untold = await listUntoldNews(database, { person, today: dayOf(now()) });
    const memberships = await nameUnits(database, record.memberships ?? []);
    const temporary = await nameUnits(database, temporariesOf(record));
    const events = await listEventsAbout(database, { person, most: MOST_EVENTS });
    const named = await nameFacts(database, { events, reader: person });
    const ids = [...new Set([...submissions, ...delegations].map(({ cycle }) => cycle))];
    const names = await nameOthers(database, { submissions, delegations });
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
      submissions: await Promise.all(
        submissions.toSorted(byMoment).map(async (version) => {
          const { cycle, number, entry, recordedAt, withdrawnAt } = version;
          const takenBack = await findReason(parts, version);
          return {
            ...{ year: years.get(cycle) ?? 0, number, how: entry?.how ?? null },
            by: entry?.by.kind === 'person' ? (names.get(entry.by.person) ?? entry.by.person) : null,
            ...{ day: entry?.day ?? null, ...(entry?.files && { files: entry.files }) },
            ...{ recordedAt: recordedAt.toISOString(), withdrawnAt: withdrawnAt?.toISOString() ?? null },
            ...(takenBack && { takenBack }),
          };
        }),
      ),
      delegations: delegations.map(({ cycle, member, delegate, namedAt, endedAt }) => {
        const other = member === person ? delegate : member;
        return {
          ...{ year: years.get(cycle) ?? 0, name: names.get(other) ?? other, isDelegate: other === member },
          ...{ namedAt: namedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
        };
      }),
      ...(decisions.length === 0 ? {} : { decisions }),
      ...(untold.length === 0 ? {} : { untold }),
      answeredFor,
      ...{ commitments, remedies, difficulties: { ...reported, answered } },
      events: events.map((event) => ({
        ...{ at: event.at.toISOString(), kind: event.kind, facts: named.facts(event) },
        ...doerOf(event.actor, { person, nameOf: named.nameOf }),
      })),
    };
  };
}

/** Names, by their codes, of who entered versions for the person, answers for them, or is answered for by them. */
async function nameOthers(
  database: Database,
  of: { submissions: readonly Version[]; delegations: readonly Delegation[] },
): Promise<Map<string, string>> {
  const enterers = of.submissions.flatMap(({ entry }) =>
    entry?.by.kind === 'person' ? entry.by.person : [],
  );
  const concerned = of.delegations.flatMap(({ member, delegate }) => [member, delegate]);
  const people = await findPeople(database, { codes: [...new Set([...enterers, ...concerned])] });
  return new Map(people.map(({ _id, name }) => [_id, name]));
}

/** What was decided about the open cycle stands in the same data with its reason, so that it is not said twice. */
async function listUntoldNews(
  database: Database,
  of: { person: string; today: string },
): Promise<NonNullable<Account['untold']>> {
  const { person } = of;
  const commands = await listUntoldTo(database, { person, most: MOST_EVENTS });
  if (commands.length === 0) return [];
  const holds = await holdingNewsOf(database, of);
  return commands.flatMap((command) => {
    const { outcome } = command;
    const all = outcome.status === 'recorded' ? (outcome.news ?? []) : [];
    const own = all.filter((news) => !news.kind.startsWith('cycle-') && holds(command, news));
    return own.map(({ kind, values }) => ({ kind, ...(values && { values }) }));
  });
}

async function nameUnits<Each extends { unit: string }>(
  database: Database,
  memberships: readonly Each[],
): Promise<Each[]> {
  const units = await findUnits(database, { codes: memberships.map(({ unit }) => unit) });
  const names = new Map(units.map(({ _id, name }) => [_id, name]));
  return memberships.map((one) => ({ ...one, unit: names.get(one.unit) ?? one.unit }));
}

function doerOf(
  actor: AuditEvent['actor'],
  { person, nameOf }: { person: string; nameOf(code: string): string },
): Doer {
  if (actor.kind === 'operator') return { by: 'operator' };
  return actor.person === person ? { by: 'self' } : { by: 'other', name: nameOf(actor.person) };
}

function byMoment(one: { recordedAt: Date }, other: { recordedAt: Date }): number {
  return one.recordedAt.getTime() - other.recordedAt.getTime();
}
