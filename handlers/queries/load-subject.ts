import { findForm, type Item, type Subject } from '../../flows/forms/compile.ts';
import type { Role } from '../../flows/forms/schema.ts';
import { Pack } from '../../flows/packs/schema.ts';
import { dayIn } from '../../flows/rules/calendar.ts';
import { type CollectiveKind, findCollectives, isLeadership } from '../../models/organisation/collective.ts';
import type { Person } from '../../models/organisation/person.ts';
import { heldAmong } from '../../models/organisation/post.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { listCommitments } from '../../models/review/commitment.ts';
import { type Cycle, type Cycles, findCycleById } from '../../models/review/cycle.ts';
import { listRemedies } from '../../models/review/remedy.ts';
import {
  COMMITMENT_TEXTS,
  openFields,
  REMEDY_TEXTS,
  SUGGESTION_TEXTS,
} from '../../models/review/sealed-fields.ts';
import { listSuggestions } from '../../models/review/suggestion.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { findMember, type Member } from './members.ts';

/** A stored item of a subject with readable words; its origin is a code. */
export interface KeptItem {
  year: number;
  item: number;
  text: string;
  from?: string | null;
}

/** All facts that decide what a person is asked. */
export interface SubjectFacts {
  person: Pick<Person, 'partyStatus' | 'publicEmployee'>;
  /** Kinds of the collectives in which the person holds a post. */
  collectives: readonly CollectiveKind[];
  commitments: readonly KeptItem[];
  remedies: readonly KeptItem[];
  suggestions: readonly KeptItem[];
  /** Names of units and collectives by their codes. */
  names: ReadonlyMap<string, string>;
}

/** Makes the subject of a person's forms from these facts. */
export function subjectOf(facts: SubjectFacts): Subject {
  const toItems = (items: readonly KeptItem[]) => items.map((item) => toItem(item, facts.names));
  return {
    roles: rolesOf(facts),
    commitments: toItems(facts.commitments),
    remedies: toItems(facts.remedies),
    suggestions: toItems(facts.suggestions),
  };
}

/**
 * The roles of a person. The pack says which roles a form asks. An exempt member (Plan 58, II.A.1.2) does not have the
 * role `member`, but may still be a leader.
 */
export function rolesOf(facts: Pick<SubjectFacts, 'person' | 'collectives'>): Role[] {
  const { partyStatus, publicEmployee } = facts.person;
  const isMember = partyStatus === 'official' || partyStatus === 'probationary';
  const isLeader = facts.collectives.some(isLeadership);
  const roles: Role[] = [];
  if (isMember) roles.push('member');
  if (isLeader) roles.push('leader');
  if (publicEmployee) roles.push('public-employee');
  return roles;
}

/** The roles of somebody who was added to a cycle: a person whom no form of its pack asks is asked as a member. */
export function rolesAsked(pack: Pack, roles: readonly Role[]): Role[] {
  const isAsked = findForm(pack, { becomes: 'self-review', roles }) !== undefined;
  return isAsked ? [...roles] : [...new Set<Role>(['member', ...roles])];
}

function toItem(kept: KeptItem, names: ReadonlyMap<string, string>): Item {
  const from = kept.from === null || kept.from === undefined ? undefined : names.get(kept.from);
  return { id: `${kept.year}-${kept.item}`, text: kept.text, ...(from === undefined ? {} : { from }) };
}

/**
 * Loads a person as the subject of a cycle, with last year's commitments and remedies, this year's suggestions, and
 * the posts held on a day (`YYYY-MM-DD`). `member` is given where the person was read already.
 * Undefined if there is no such person. Throws `envelope-unreadable`.
 */
export async function loadSubject(
  { database, keys }: { database: Database; keys: KeyRing },
  wanted: { person: string; member?: Member; cycle: Pick<Cycle, 'year'>; day: string },
): Promise<Subject | undefined> {
  const { year } = wanted.cycle;
  const lastYear = { person: wanted.person, year: year - 1 };
  const [member, commitments, remedies, suggestions] = await Promise.all([
    wanted.member ?? findMember(database, wanted.person),
    listCommitments(database, lastYear),
    listRemedies(database, lastYear),
    listSuggestions(database, { subject: wanted.person, year }),
  ]);
  if (member === null) return undefined;
  const held = heldAmong(member.posts, wanted);
  const origins = [...remedies, ...suggestions].flatMap(({ from }) => from ?? []);
  const codes = [...held.map((post) => post.collective), ...origins];
  const { kinds, names } = await loadBodies(database, codes);
  return subjectOf({
    person: member.person,
    collectives: held.flatMap((post) => kinds.get(post.collective) ?? []),
    commitments: commitments.map((document) => openFields(keys, { narrative: COMMITMENT_TEXTS, document })),
    remedies: remedies.map((document) => openFields(keys, { narrative: REMEDY_TEXTS, document })),
    suggestions: suggestions.map((document) => openFields(keys, { narrative: SUGGESTION_TEXTS, document })),
    names,
  });
}

async function loadBodies(database: Database, codes: readonly string[]) {
  const [collectives, units] = await Promise.all([
    findCollectives(database, { codes }),
    findUnits(database, { codes }),
  ]);
  return {
    kinds: new Map(collectives.map((collective) => [collective._id, collective.kind])),
    names: new Map([...collectives, ...units].map((body) => [body._id, body.name])),
  };
}

/**
 * The pack of a cycle: its current version, or an earlier `version`. Throws `pack-unreadable` if this release cannot read
 * what an older one stored.
 */
export function packOf(cycle: Cycle, version: string = cycle.current): Pack {
  const stored = cycle.versions.find((known) => known.version === version);
  const result = Pack.safeParse(stored?.pack);
  if (result.success) return result.data;
  throw new AppError('pack-unreadable', {
    message: `Cycle ${cycle._id} has no readable pack ${version}`,
    details: { cycle: cycle._id },
    cause: result.error,
  });
}

/** The cycle that was looked up because it asks somebody. Throws `pack-unreadable` where it is gone. */
export function demandCycle(found: Cycle | null, cycle: string): Cycle {
  if (found !== null) return found;
  throw new AppError('pack-unreadable', { message: 'The cycle is gone', details: { cycle } });
}

/** The pack that a cycle asks from now. Throws `pack-unreadable`. */
export async function loadPack(database: Cycles, cycle: string): Promise<Pack> {
  return packOf(demandCycle(await findCycleById(database, cycle), cycle));
}

/** The last day up to which something of a cycle can be extended: the end of the year after its own. */
export function latestExtension({ year }: { year: number }): string {
  return dayIn(year + 1, '12-31');
}
