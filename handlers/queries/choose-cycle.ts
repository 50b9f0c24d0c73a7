import { type Cycle, findCycleById, findCycles } from '../../models/review/cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import { type AskedPerson, listAskedEachYear } from './asked-people.ts';

/** Whose reviews are to be exported. */
interface Wish {
  /** The code that an operator gave, of a person or a unit. */
  code: string;
  people: ReadonlySet<string>;
  /** The cycles in which any of these people has handed in. */
  submitted: ReadonlySet<string>;
  /** The id of the cycle, where the operator named it. */
  cycle: string | undefined;
}

/**
 * Chooses the cycle to export from, and returns which of these people it asks: the named cycle, else the one of the newest
 * year. Throws `cycle-unknown`; `nothing-submitted`; `export-newer-cycle` if something was handed in only in an older
 * cycle; and `export-several-cycles` if the newest year has more than one.
 */
export async function chooseCycle(
  database: Database,
  wish: Wish,
): Promise<{ cycle: Cycle; asked: readonly AskedPerson[] }> {
  const asked = (await listAskedEachYear(database)).filter(({ person }) => wish.people.has(person._id));
  const cycle =
    wish.cycle === undefined
      ? await findNewest(database, wish, new Set(asked.map((one) => one.cycle._id)))
      : await demandCycle(database, wish.cycle);
  return {
    cycle,
    asked: asked.filter((one) => one.cycle._id === cycle._id),
  };
}

async function demandCycle(database: Database, id: string): Promise<Cycle> {
  const cycle = await findCycleById(database, id);
  if (cycle !== null) return cycle;
  throw new AppError('cycle-unknown', { message: 'No such cycle', details: { cycle: id } });
}

async function findNewest(database: Database, wish: Wish, asking: ReadonlySet<string>): Promise<Cycle> {
  const { code, submitted } = wish;
  const older = newestOf(await findCycles(database, { ids: [...submitted] }))[0];
  if (older === undefined) throw nothingSubmitted(code);
  const [newest, ...others] = newestOf(await findCycles(database, { ids: [...submitted.union(asking)] }));
  if (newest === undefined || others.length > 0) {
    const cycles = [newest, ...others].map((cycle) => cycle?._id).join(', ');
    throw new AppError('export-several-cycles', {
      message: 'The newest year has several cycles',
      details: { code, cycles },
    });
  }
  if (submitted.has(newest._id)) return newest;
  throw new AppError('export-newer-cycle', {
    message: 'Nothing was handed in in the newest cycle',
    details: { code, newer: newest._id, older: older._id },
  });
}

/** The cycles of the latest year. */
function newestOf(cycles: readonly Cycle[]): Cycle[] {
  const year = Math.max(...cycles.map((cycle) => cycle.year));
  return cycles
    .filter((cycle) => cycle.year === year)
    .toSorted((one, other) => (one._id < other._id ? -1 : 1));
}

/** The error for a person or a unit of which no submission exists. */
export function nothingSubmitted(code: string): AppError {
  return new AppError('nothing-submitted', { message: 'That was not submitted', details: { code } });
}
