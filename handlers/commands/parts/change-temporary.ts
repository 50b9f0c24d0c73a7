import { raiseOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import { type Person, writeTemporaries } from '../../../models/organisation/person.ts';
import {
  findTemporaryProblem,
  storedTemporaries,
  type TemporaryMembership,
} from '../../../models/organisation/temporary-membership.ts';
import { findUnits } from '../../../models/organisation/unit.ts';
import { AppError } from '../../../models/store/errors.ts';
import { formatDate } from '../../words/dates.ts';
import { temporaryDays } from '../../words/temporary.ts';
import type { CommandContext } from '../define.ts';

type Context = Pick<CommandContext, 'database' | 'session'>;

/** What changes: `others` stay as they are, and `wanted` is beside them; null where one of them is no more. */
interface Change {
  person: Person;
  others: readonly TemporaryMembership[];
  wanted: TemporaryMembership | null;
}

/**
 * Writes where a person takes part for a time. Throws `temporary-reversed`, `temporary-absent`, `temporary-at-home`, and
 * `temporary-overlap` with the other one.
 */
export async function changeTemporaries(context: Context, { person, others, wanted }: Change): Promise<void> {
  const { database, session } = context;
  if (wanted !== null)
    await demandPossible(context, { person: { ...person, temporary: [...others] }, wanted });
  const all = wanted === null ? others : [...others, wanted];
  await writeTemporaries(database, { _id: person._id, ...storedTemporaries(all), session });
  await raiseOrganisationVersion(database, session);
}

async function demandPossible(
  { database, session }: Context,
  { person, wanted }: { person: Person; wanted: TemporaryMembership },
): Promise<void> {
  const problem = findTemporaryProblem(person, wanted);
  const details = { person: person._id, unit: wanted.unit, day: formatDate(wanted.from, 'vi') };
  switch (problem?.kind) {
    case undefined:
      return;
    case 'reversed':
      throw new AppError('temporary-reversed', { message: 'The last day is before the first', details });
    case 'absent':
      throw new AppError('temporary-absent', { message: 'Not a member on the first day', details });
    case 'at-home':
      throw new AppError('temporary-at-home', { message: 'The person belongs to the unit', details });
    case 'overlap': {
      const { other } = problem;
      const [unit] = await findUnits(database, { codes: [other.unit], session });
      throw new AppError('temporary-overlap', {
        message: 'Another temporary membership is at the same time',
        details: { ...details, other: unit?.name ?? other.unit, ...temporaryDays(other) },
      });
    }
  }
}
