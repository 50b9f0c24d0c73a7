import type { Item, Subject } from '../flows/compile.ts';
import type { Cycle as CycleContent } from '../flows/cycles/load.ts';
import { CycleFile, type Role } from '../flows/cycles/schema.ts';
import { type CollectiveKind, findCollectives, isLeadership } from '../models/collective.ts';
import { listCommitments } from '../models/commitment.ts';
import type { Database } from '../models/connection.ts';
import type { Cycle } from '../models/cycle.ts';
import type { KeyRing } from '../models/encryption.ts';
import { AppError } from '../models/errors.ts';
import { findPerson, type Person } from '../models/person.ts';
import { listPosts } from '../models/post.ts';
import { listRemedies } from '../models/remedy.ts';
import { COMMITMENT_TEXTS, openFields, REMEDY_TEXTS, SUGGESTION_TEXTS } from '../models/sealed-fields.ts';
import { listSuggestions } from '../models/suggestion.ts';
import { findUnits } from '../models/unit.ts';

/** An item of a subject as it is kept: its words readable, its origin a code. */
export interface KeptItem {
  year: number;
  item: number;
  text: string;
  from?: string | null;
}

/** Everything that decides what one person is asked. */
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

interface Dependencies {
  database: Database;
  keys: KeyRing;
}

/**
 * Who a person is to a self-review (Plan 58, II.A.1.2): nothing for somebody whom no review asks, because they
 * are exempt or neither a member of the Party nor a leader. An exempt member who still leads is asked as a leader.
 */
export function subjectOf(facts: SubjectFacts): Subject | undefined {
  const roles = rolesOf(facts);
  if (roles === undefined) return undefined;
  const toItems = (items: readonly KeptItem[]) => items.map((item) => toItem(item, facts.names));
  return {
    roles,
    commitments: toItems(facts.commitments),
    remedies: toItems(facts.remedies),
    suggestions: toItems(facts.suggestions),
  };
}

/** What a person is asked as, or nothing for somebody whom no review asks. */
export function rolesOf(facts: Pick<SubjectFacts, 'person' | 'collectives'>): Role[] | undefined {
  const { partyStatus, publicEmployee } = facts.person;
  const isMember = partyStatus === 'official' || partyStatus === 'probationary';
  const isLeader = facts.collectives.some(isLeadership);
  if (!isMember && !isLeader) return undefined;
  const roles: Role[] = [];
  if (isMember) roles.push('member');
  if (isLeader) roles.push('leader');
  if (publicEmployee) roles.push('public-employee');
  return roles;
}

function toItem(kept: KeptItem, names: ReadonlyMap<string, string>): Item {
  const from = kept.from === null || kept.from === undefined ? undefined : names.get(kept.from);
  return { id: `${kept.year}-${kept.item}`, text: kept.text, ...(from === undefined ? {} : { from }) };
}

/**
 * The subject that a person is in a cycle: last year's commitments and remedies, this year's suggestions.
 * Nothing if there is no such person or no review asks them. Throws `envelope-unreadable`.
 */
export async function loadSubject(
  { database, keys }: Dependencies,
  of: { person: string; cycle: Pick<Cycle, 'year'> },
): Promise<Subject | undefined> {
  const { year } = of.cycle;
  const lastYear = { person: of.person, year: year - 1 };
  const [person, posts, commitments, remedies, suggestions] = await Promise.all([
    findPerson(database, of),
    listPosts(database, { people: [of.person] }),
    listCommitments(database, lastYear),
    listRemedies(database, lastYear),
    listSuggestions(database, { subject: of.person, year }),
  ]);
  if (person === null) return undefined;
  const origins = [...remedies, ...suggestions].flatMap(({ from }) => from ?? []);
  const codes = [...posts.map((post) => post.collective), ...origins];
  const { kinds, names } = await loadBodies(database, codes);
  return subjectOf({
    person,
    collectives: posts.flatMap((post) => kinds.get(post.collective) ?? []),
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
 * What a cycle asks: the file that was given to it last, or an earlier `version` of it. Throws
 * `cycle-file-unreadable` if this release cannot read what an older one stored.
 */
export function readCycleContent(cycle: Cycle, version: string = cycle.current): CycleContent {
  const stored = cycle.versions.find((known) => known.version === version);
  const { version: _version, ...file } = stored?.file ?? { version };
  const result = CycleFile.safeParse(file);
  if (result.success) return { ...result.data, version };
  throw new AppError('cycle-file-unreadable', {
    message: `Cycle ${cycle._id} has no readable file ${version}`,
    details: { cycle: cycle._id },
    cause: result.error,
  });
}
