import { findPeople } from '../../models/organisation/person.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import { addsPerson, type CycleChange, openReason } from '../../models/review/cycle-change.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

/** What was decided about somebody in the open cycle, and holds. */
export interface MemberDecision {
  kind: CycleChange['kind'];
  /** Of an extension: the day until which they may hand in, `YYYY-MM-DD`. */
  day: string | null;
  why: string;
  /** Name of who decided it; null for administration. */
  by: string | null;
  /** ISO 8601, UTC. */
  at: string;
}

/** The extension, the excuse or the addition that holds for somebody, each with its reason. Throws `envelope-unreadable`. */
export async function listDecisionsFor(
  { database, keys }: { database: Database; keys: Pick<KeyRing, 'open'> },
  { person }: { person: string },
): Promise<MemberDecision[]> {
  const found = await findOpenCycle(database, { person });
  if (found === undefined) return [];
  const { decisions, place } = found;
  const rule = decisions.ruleFor(place);
  const changes = [
    decisions.extensionFor(place, 'draftsDue'),
    rule?.kind === 'excluded' || addsPerson(rule) ? rule : undefined,
  ].filter((change) => change !== undefined);
  const deciders = changes.flatMap(({ by }) => (by.kind === 'person' ? by.person : []));
  const people = await findPeople(database, { codes: deciders });
  return changes.map((change) => {
    const { kind, day, by, at } = change;
    const name = (code: string) => people.find(({ _id }) => _id === code)?.name ?? code;
    return {
      ...{ kind, day, why: openReason(keys, change), at: at.toISOString() },
      by: by.kind === 'person' ? name(by.person) : null,
    };
  });
}
