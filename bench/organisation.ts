import type { Database } from '../models/connection.ts';
import { openCycle } from '../models/cycle.ts';
import type { KeyRing } from '../models/encryption.ts';
import { makeIdentity } from '../models/identity.ts';
import { cycleOf } from './cycle-of.ts';

const UNIT = 'CB';
const AT_ONCE = 1_000;
const FIRST_USER = 1_000_000;

/** The messenger's id of a person, by their number. */
export function userOf(number: number): number {
  return FIRST_USER + number;
}

/** The code of a person, by their number. */
export function codeOf(number: number): string {
  return `N${String(number).padStart(6, '0')}`;
}

/** Writes a chi bộ whose people have all joined, and opens a cycle of so many questions for it. */
export async function writeOrganisation(
  database: Database,
  of: { people: number; questions: number; keys: KeyRing },
): Promise<void> {
  const now = new Date();
  await database.units.create({ _id: UNIT, name: 'Chi bộ Đo', kind: 'cell', parent: null, ancestors: [] });
  await openCycle(database, { unit: UNIT, year: now.getFullYear(), file: cycleOf(of.questions), now });
  for (let first = 0; first < of.people; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, of.people - first) }, (_, index) => first + index);
    await database.people.insertMany(numbers.map(personOf), { ordered: false, lean: true });
    await database.identities.insertMany(
      numbers.map((number) => identityOf(number, { keys: of.keys, linkedAt: now })),
      { ordered: false, lean: true },
    );
  }
}

function personOf(number: number) {
  return {
    _id: codeOf(number),
    name: `Nguyễn Văn ${number}`,
    birthDate: '1980-01-01',
    partyStatus: 'official' as const,
    unit: UNIT,
    publicEmployee: false,
    workplace: null,
  };
}

function identityOf(number: number, { keys, linkedAt }: { keys: KeyRing; linkedAt: Date }) {
  const user = String(userOf(number));
  const link = { channel: 'telegram', user, chat: user, person: codeOf(number), linkedAt, consent: null };
  return makeIdentity(keys, link);
}
