import type { CommandNews } from '../../../models/command.ts';
import { homeUnitOf } from '../../../models/organisation/membership.ts';
import { findPeople } from '../../../models/organisation/person.ts';
import { findUnits, upwardsFrom } from '../../../models/organisation/unit.ts';
import type { CycleSummary } from '../../../models/review/cycle.ts';
import { type CycleChange, readDecisions } from '../../../models/review/cycle-change.ts';
import type { CommandContext } from '../define.ts';

/** Units and people about whom something else was decided than about a unit above them, in the order in which it was. */
export type Exceptions = readonly { kind: 'unit' | 'person'; code: string }[];

/**
 * What a decision about a unit leaves as it is: units below it and people there of whom the opposite was decided by
 * themselves. `as` is that opposite.
 */
export async function findExceptions(
  { database, session }: Pick<CommandContext, 'database' | 'session'>,
  { cycle, unit, as }: { cycle: CycleSummary; unit: string; as: 'excluded' | 'included' },
): Promise<Exceptions> {
  const { changes = [] } = cycle;
  const decisions = readDecisions(changes);
  const holds = ({ kind, of: { kind: scope, code } }: CycleChange, index: number) => {
    const place =
      scope === 'person' ? { person: code ?? '', upwards: [] } : { person: '', upwards: [code ?? ''] };
    return kind === as && decisions.ruleFor(place) === changes[index];
  };
  const own = changes.filter(holds).flatMap(({ of }) => (of.kind === 'all' ? [] : [of]));
  const people = await findPeople(database, {
    codes: own.flatMap(({ kind, code }) => (kind === 'person' ? [code] : [])),
  });
  const homes = new Map(people.map((person) => [person._id, homeUnitOf(person) ?? '']));
  const placeOf = ({ kind, code }: Exceptions[number]) => (kind === 'unit' ? code : (homes.get(code) ?? ''));
  const units = await findUnits(database, { codes: own.map(placeOf), session });
  const above = new Map(units.map((one) => [one._id, upwardsFrom(one)]));
  return own
    .filter((one) => (one.kind === 'person' || one.code !== unit) && above.get(placeOf(one))?.includes(unit))
    .map(({ kind, code }) => ({ kind, code }));
}

/** What an operator is told of a decision: to how many it is told, and what it leaves as it is. */
export interface AskingOutcome {
  told: number;
  except: Exceptions;
}

export async function outcomeOf(
  context: Pick<CommandContext, 'database' | 'session'>,
  {
    of,
    news,
    ...rest
  }: { of: Exceptions[number]; news: readonly CommandNews[] } & Pick<
    Parameters<typeof findExceptions>[1],
    'cycle' | 'as'
  >,
): Promise<AskingOutcome> {
  const told = new Set(news.flatMap(({ people }) => people)).size;
  return {
    told,
    except: of.kind === 'person' ? [] : await findExceptions(context, { ...rest, unit: of.code }),
  };
}
