import type { Pack } from '../../flows/packs/schema.ts';
import { makeIdentity } from '../../models/chat/identity.ts';
import { openCycle } from '../../models/review/open-cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

const UNIT = 'CB';
const AT_ONCE = 1_000;

/** Writes a chi bộ cơ sở without people, and opens a cycle of this year for it. */
export async function writeChiBo(database: Database, wanted: { pack: Pack }): Promise<void> {
  const now = new Date();
  const kind = 'grassroots-cell' as const;
  await database.units.create({ _id: UNIT, name: 'Chi bộ Thử', kind, parent: null, ancestors: [] });
  await openCycle(database, { unit: UNIT, year: now.getFullYear(), pack: wanted.pack, now });
}

/** Adds members of the chi bộ by their codes. */
export async function addMembers(database: Database, codes: readonly string[]): Promise<void> {
  for (const some of inParts(codes)) {
    await database.people.insertMany(some.map(personOf), { ordered: false, lean: true });
  }
}

/** Binds members to their users of a messenger, as if they had joined. */
export async function linkMembers(
  { database, keys }: { database: Database; keys: KeyRing },
  members: readonly { code: string; user: number }[],
): Promise<void> {
  const linkedAt = new Date();
  for (const some of inParts(members)) {
    await database.identities.insertMany(
      some.map((member) => identityOf(member, { keys, linkedAt })),
      { ordered: false, lean: true },
    );
  }
}

function inParts<Item>(items: readonly Item[]): (readonly Item[])[] {
  const parts = Math.ceil(items.length / AT_ONCE);
  return Array.from({ length: parts }, (_, part) => items.slice(part * AT_ONCE, (part + 1) * AT_ONCE));
}

function personOf(code: string) {
  return {
    _id: code,
    name: `Nguyễn Văn ${code}`,
    birthDate: '1980-01-01',
    partyStatus: 'official' as const,
    unit: UNIT,
    publicEmployee: false,
    workplace: null,
  };
}

function identityOf(
  { code, user: id }: { code: string; user: number },
  { keys, linkedAt }: { keys: KeyRing; linkedAt: Date },
) {
  const user = String(id);
  return makeIdentity(keys, { channel: 'telegram', user, chat: user, person: code, linkedAt, consent: null });
}
