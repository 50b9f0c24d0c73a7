import { findCycleById } from '../../models/review/cycle.ts';
import { type CycleChange, openReason } from '../../models/review/cycle-change.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';

/** A decision about a cycle with its reason in clear. */
export type CycleDecision = Omit<CycleChange, 'salt'>;

/** All that was decided about a cycle since it was opened, the oldest first. Throws `cycle-unknown`, `envelope-unreadable`. */
export async function listDecisions(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
  { cycle: id }: { cycle: string },
): Promise<CycleDecision[]> {
  const cycle = await findCycleById(database, id);
  if (cycle === null) {
    throw new AppError('cycle-unknown', { message: 'No such cycle', details: { cycle: id } });
  }
  const { changes = [] } = cycle;
  return changes.map(({ salt: _salt, ...change }) => ({ ...change, why: openReason(keys, change) }));
}
