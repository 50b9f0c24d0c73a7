import type { Database } from '../models/store/connection.ts';
import type { KeyRing } from '../models/store/encryption.ts';
import { addMembers, linkMembers, writeChiBo } from '../test/support/chi-bo.ts';
import { writtenPack } from '../test/support/written-pack.ts';

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
  size: { people: number; questions: number; keys: KeyRing },
): Promise<void> {
  const people = Array.from({ length: size.people }, (_, number) => ({
    code: codeOf(number),
    user: userOf(number),
  }));
  await writeChiBo(database, { pack: writtenPack(Array.from({ length: size.questions }, () => 'short')) });
  await addMembers(
    database,
    people.map(({ code }) => code),
  );
  await linkMembers({ database, keys: size.keys }, people);
}
