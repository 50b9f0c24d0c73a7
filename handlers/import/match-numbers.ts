import type { Person } from '../../models/organisation/person.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { issueAt } from './issue.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';

/** Personal numbers, and the contexts of their digests. */
const NUMBERS = { citizenId: 'citizen-id', partyCard: 'party-card' } as const;
type NumberField = keyof typeof NUMBERS;
const FIELDS = Object.keys(NUMBERS) as NumberField[];

type PersonRow = Rows['people'];
type Digests = Partial<Record<NumberField, string>>;

/** A row whose numbers are digests, and whom they name among those who are known. */
export interface MatchedRow extends Located<PersonRow> {
  owner: Person | undefined;
}

/**
 * Replaces personal numbers by keyed digests, which are all that is kept of them: that by which somebody is known stays as it
 * is stored, a new one is made with the key that is first now. A number in two rows is an issue, and so are two numbers
 * of a row that name two people.
 */
export function matchNumbers(
  keys: Pick<KeyRing, 'lastingDigests'>,
  given: { rows: readonly Located<PersonRow>[]; people: readonly Person[] },
): { rows: MatchedRow[]; issues: ImportIssue[] } {
  const owners = new Map(
    given.people.flatMap((person) =>
      FIELDS.flatMap((field) => (person[field] ? [[keyOf(field, person[field]), person] as const] : [])),
    ),
  );
  const lines = new Map<string, number>();
  const issues: ImportIssue[] = [];
  const rows = given.rows.map(({ line, row }): MatchedRow => {
    const digests = digestsOf(keys, { row, isKnown: (key) => owners.has(key) });
    const used = FIELDS.flatMap((field) =>
      digests[field] ? [{ field, key: keyOf(field, digests[field]) }] : [],
    );
    for (const { field, key } of used) {
      const first = lines.get(key);
      if (first === undefined) lines.set(key, line);
      else
        issues.push(
          issueAt({ table: 'people', line, field }, { code: 'same-number', details: { line: first } }),
        );
    }
    const [owner, other = owner] = used.flatMap(({ key }) => owners.get(key) ?? []);
    if (owner !== undefined && other?._id !== owner._id) {
      const details = { known: owner._id, other: other?._id ?? '' };
      issues.push(
        issueAt({ table: 'people', line, field: 'partyCard' }, { code: 'numbers-of-two', details }),
      );
    }
    const { citizenId: _citizenId, partyCard: _partyCard, ...rest } = row;
    return { line, row: { ...rest, ...digests }, owner };
  });
  return { rows, issues };
}

function keyOf(field: NumberField, digest: string): string {
  return `${field} ${digest}`;
}

function digestsOf(
  keys: Pick<KeyRing, 'lastingDigests'>,
  { row, isKnown }: { row: PersonRow; isKnown(key: string): boolean },
): Digests {
  const digests = FIELDS.flatMap((field) => {
    const number = row[field];
    if (number === undefined || number === null) return [];
    const all = keys.lastingDigests(number, NUMBERS[field]);
    return [[field, all.find((digest) => isKnown(keyOf(field, digest))) ?? all[0]]];
  });
  return Object.fromEntries(digests);
}

/** Whether both have a number of a kind, and not the same. */
export function haveOtherNumbers(one: Pick<Person, NumberField>, other: Pick<Person, NumberField>): boolean {
  return FIELDS.some((field) => one[field] && other[field] && one[field] !== other[field]);
}

/** The row with the digests that it says nothing of, as they are stored. */
export function keepNumbers(row: PersonRow, stored: Person | undefined): PersonRow {
  const kept = FIELDS.flatMap((field) => (stored?.[field] && !row[field] ? [[field, stored[field]]] : []));
  return { ...row, ...Object.fromEntries(kept) };
}
