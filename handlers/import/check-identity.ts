import { foldWord } from '../../flows/answers/normalize.ts';
import { listLinkedAmong } from '../../models/chat/identity.ts';
import type { Person } from '../../models/organisation/person.ts';
import { listBegun } from '../../models/review/draft.ts';
import { findVersions } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { checkIdentityAnswers, type Finding } from './check-identity-answers.ts';
import { foldCode, foldWithoutZeros } from './fold-code.ts';
import { issueAt } from './issue.ts';
import type { Known } from './known.ts';
import { haveOtherNumbers, keepNumbers, type MatchedRow, matchNumbers } from './match-numbers.ts';
import { type Remembered, rememberedIn, rememberedNote, type SaidSame } from './other-codes.ts';
import type { LocatedRows, ReadRows } from './read-rows.ts';
import { renameCodes } from './rename-codes.ts';
import { type IdentityAnswers, type ImportIssue, isDoubt, type Located } from './table.ts';
import type { Rows } from './tables.ts';

/** The rows under the codes of those whom they stand for; `issues` has the doubts that nobody has answered. */
interface IdentifiedRows {
  rows: LocatedRows;
  issues: ImportIssue[];
  /** Rows that were taken for what is known, by a personal number or by what the office said earlier. */
  notes: ImportIssue[];
  /** What the office says now: to be remembered. */
  said: SaidSame[];
}

type PersonRow = Rows['people'];
type Born = Pick<Person, 'name' | 'birthDate'>;

/**
 * Finds out whether rows stand for what is stored under another code. A personal number decides; a new code with the name and
 * birth date of somebody who is known, or one that has only lost zeros, is a doubt, and so is a code whose name and
 * birth date both change while somebody is linked to it or has written under it, or to those of somebody else. Answered
 * doubts are none, neither now nor at a later import, unless the code has somebody else's name and birth date then.
 */
export async function identifyRows(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'lastingDigests'> },
  given: Pick<ReadRows, 'rows' | 'declared'> & { known: Known; answers: IdentityAnswers },
): Promise<IdentifiedRows> {
  const { known, answers } = given;
  const numbers = matchNumbers(keys, { rows: given.rows.people, people: known.people });
  const people = new Map(known.people.map((person) => [person._id, person]));
  const changed = numbers.rows.flatMap(({ row }) => (isOther(row, people.get(row._id)) ? [row._id] : []));
  const remembered = rememberedBesides(answers, known);
  const past = pastOf(people, { involved: await listInvolved(database, changed), remembered });
  const { units, collectives } = given.rows;
  const findings = [
    ...findUnderOtherCode({ table: 'units', rows: units, stored: known.units, remembered }),
    ...findUnderOtherCode({
      ...{ table: 'collectives', rows: collectives, stored: known.collectives, remembered },
    }),
    ...numbers.rows.flatMap((located) => judge(located, past)),
  ];
  const settled = settle(findings, answers);
  const kept = numbers.rows.map(({ line, row }) => {
    const stored = people.get(settled.names.get(row._id) ?? row._id);
    return { line, row: keepNumbers(row, stored) };
  });
  return {
    rows: renameCodes({ ...given.rows, people: kept }, settled.names),
    issues: [...numbers.issues, ...checkIdentityAnswers({ ...given, findings }), ...settled.issues],
    notes: settled.notes,
    said: settled.said,
  };
}

/** What the office said earlier of codes of which it says nothing now. */
function rememberedBesides(answers: IdentityAnswers, known: Known): ReadonlyMap<string, Remembered> {
  const now = [...answers.same.map(({ code }) => code), ...answers.different];
  const answered = new Set(now.map(foldCode));
  return new Map([...rememberedIn(known)].filter(([code]) => !answered.has(code)));
}

/** Those of these people in whose name somebody is linked, or has written or handed in something. */
async function listInvolved(database: Database, people: readonly string[]): Promise<ReadonlySet<string>> {
  const [linked, begun, submitted] = await Promise.all([
    listLinkedAmong(database, { people }),
    listBegun(database, { authors: people }),
    findVersions(database, { people }),
  ]);
  return new Set([...linked, ...begun.map(({ author }) => author), ...submitted.map(({ person }) => person)]);
}

/** What rows of people are compared with. */
interface Past {
  people: ReadonlyMap<string, Person>;
  /** Those whose words or chat a code would take along. */
  involved: ReadonlySet<string>;
  remembered: ReadonlyMap<string, Remembered>;
  byZeros: ReadonlyMap<string, Person>;
  /** People by their name as it is compared. */
  byName: ReadonlyMap<string, readonly Person[]>;
  /** The new rows so far, by their name. */
  fresh: Map<string, MatchedRow[]>;
}

function pastOf(people: ReadonlyMap<string, Person>, more: Pick<Past, 'involved' | 'remembered'>): Past {
  const all = [...people.values()];
  return {
    people,
    ...more,
    byZeros: new Map(all.map((person) => [foldWithoutZeros(person._id), person])),
    byName: Map.groupBy(all, ({ name }) => foldWord(name)),
    fresh: new Map(),
  };
}

function judge(located: MatchedRow, past: Past): Finding[] {
  const { line, row, owner } = located;
  const place = { table: 'people', line, field: '_id' } as const;
  const find = (code: ImportIssue['code'], known: Person): Finding[] => [
    { told: issueAt(place, { code, details: detailsOf(row, known) }) },
  ];
  const stored = past.people.get(row._id);
  if (owner !== undefined && owner._id !== row._id) {
    if (stored !== undefined) return find('number-of-another', owner);
    if (isOther(row, owner)) return find('other-person', owner);
    return find('person-by-number', owner).map((finding) => ({ ...finding, is: owner._id }));
  }
  const alike = findAlike(row, past);
  if (stored !== undefined) {
    const isDoubtful = isOther(row, stored) && (alike !== undefined || past.involved.has(row._id));
    return isDoubtful ? find('other-person', stored) : [];
  }
  const said = past.remembered.get(foldCode(row._id));
  const same = said === undefined ? undefined : past.people.get(said.known._id);
  if (said !== undefined && same !== undefined && !isOther(row, same)) {
    return [{ told: issueAt(place, rememberedNote(row._id, said)), is: same._id }];
  }
  const near = past.byZeros.get(foldWithoutZeros(row._id));
  if (lacksZerosOf(row, near) && (alike === undefined || alike === near)) return find('lost-zeros', near);
  if (alike !== undefined) return find('same-person', alike);
  const twin = findTwin(located, past);
  if (twin === undefined) return [];
  const details = { code: row._id, known: twin.row._id, line: twin.line };
  return [{ told: issueAt(place, { code: 'same-person-row', details }) }];
}

function detailsOf(row: PersonRow, known: Person): ImportIssue['details'] {
  const born = known.birthDate.split('-').toReversed().join('/');
  return { code: row._id, known: known._id, name: known.name, born };
}

/** Whether neither the name nor the birth date is that of a person. */
function isOther(row: Born, known: Born | undefined): boolean {
  if (known === undefined) return false;
  return foldWord(row.name) !== foldWord(known.name) && !areBornAlike(row, known);
}

/** A year alone may be all that is known of a birth date. */
function areBornAlike(one: Born, other: Born): boolean {
  const length = Math.min(one.birthDate.length, other.birthDate.length);
  return one.birthDate.slice(0, length) === other.birthDate.slice(0, length);
}

function findAlike(row: PersonRow, past: Past): Person | undefined {
  const named = past.byName.get(foldWord(row.name)) ?? [];
  return named.find(
    (known) => isOtherCode(known, row) && areBornAlike(row, known) && !haveOtherNumbers(row, known),
  );
}

/** An earlier new row with the same name and birth date. */
function findTwin(located: MatchedRow, { fresh }: Past): MatchedRow | undefined {
  const name = foldWord(located.row.name);
  const named = fresh.get(name) ?? [];
  fresh.set(name, [...named, located]);
  return named.find(
    ({ row }) =>
      isOtherCode(row, located.row) && areBornAlike(row, located.row) && !haveOtherNumbers(row, located.row),
  );
}

/** Two spellings of one code are told as that. */
function isOtherCode(one: { _id: string }, other: { _id: string }): boolean {
  return foldCode(one._id) !== foldCode(other._id);
}

/** Codes that differ in more than zeros, or only in how they are written, have not lost any. */
function lacksZerosOf<Known extends { _id: string }>(
  row: { _id: string },
  near: Known | undefined,
): near is Known {
  return near !== undefined && foldCode(row._id) !== foldCode(near._id);
}

/** New codes that the office said are those of stored units or collectives, or that are but for zeros before a number. */
function findUnderOtherCode(given: {
  table: 'units' | 'collectives';
  rows: readonly Located<{ _id: string }>[];
  stored: readonly { _id: string; name: string }[];
  remembered: ReadonlyMap<string, Remembered>;
}): Finding[] {
  const { table, rows, stored, remembered } = given;
  const codes = new Set(stored.map(({ _id }) => _id));
  const byZeros = new Map(stored.map((one) => [foldWithoutZeros(one._id), one]));
  return rows.flatMap(({ line, row }) => {
    const place = { table, line, field: '_id' } as const;
    const said = remembered.get(foldCode(row._id));
    if (said !== undefined && codes.has(said.known._id)) {
      return [{ told: issueAt(place, rememberedNote(row._id, said)), is: said.known._id }];
    }
    const near = byZeros.get(foldWithoutZeros(row._id));
    if (!lacksZerosOf(row, near) || codes.has(row._id)) return [];
    const details = { code: row._id, known: near._id, name: near.name };
    return [{ told: issueAt(place, { code: 'lost-zeros', details }) }];
  });
}

/** Takes answers for what they are about, and leaves the other doubts. */
function settle(findings: readonly Finding[], answers: IdentityAnswers) {
  const same = new Map(answers.same.map(({ code, known }) => [code, known]));
  const different = new Set(answers.different);
  const names = new Map<string, string>();
  const issues: ImportIssue[] = [];
  const notes: ImportIssue[] = [];
  const said: SaidSame[] = [];
  for (const { told, is } of findings) {
    const [code, known] = [String(told.details.code), String(told.details.known)];
    const isSame = isDoubt(told) && same.get(code) === known;
    if (isSame && code !== known) said.push({ code, known });
    if (is !== undefined) notes.push(told);
    if (is !== undefined || isSame) names.set(code, known);
    else if (told.code === 'other-person' || !isDoubt(told) || !different.has(code)) issues.push(told);
  }
  return { names, issues, notes, said };
}
