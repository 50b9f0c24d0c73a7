import type { Pack } from '../../flows/packs/schema.ts';
import { dayIn, momentOf, yearOf } from '../../flows/rules/calendar.ts';
import { importOrganisation } from '../../handlers/import/import-organisation.ts';
import type { ImportSource } from '../../handlers/import/table.ts';
import { TABLES } from '../../handlers/import/tables.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { type Cycle, closeCycle, closeCyclesBefore, findCycle } from '../../models/review/cycle.ts';
import { openCycle } from '../../models/review/open-cycle.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { readCsvFolder } from '../admin/read-csv-folder.ts';
import type { Locales } from '../i18n.ts';
import { describeImportIssues } from '../operator/import-issues.ts';

/** The đảng bộ of the sample; its cycles are opened here. */
export const SAMPLE_ROOT = 'DB-LG';

interface Sample {
  locales: Locales;
  database: Database;
  keys: KeyRing;
  now: Date;
  /** What this year's cycle asks; last year's is made from it too, the first time. */
  pack: Pack;
}

/** Who is where, which is changed by commands once it is there: a move or the end of a post is not undone by a start. */
const CHANGED_BY_COMMANDS: readonly string[] = [
  ...[TABLES.units.file, TABLES.collectives.file, TABLES.people.file, TABLES.posts.file],
];

/** What only a cycle gives a meaning to: ranks and questions. */
const NEEDS_CYCLE: readonly string[] = [TABLES.conclusions.file, TABLES.submissions.file];

/**
 * Loads the sample organisation through the import and opens this year's cycle for it; safe to repeat, and
 * nothing that people did meanwhile is lost. Throws `sample-invalid` if its files have a mistake.
 */
export async function loadSample(sample: Sample): Promise<Cycle> {
  const source = await readCsvFolder(import.meta.dirname);
  const [history, organisation] = split(source, NEEDS_CYCLE);
  const isThere = (await findUnits(sample.database, { codes: [SAMPLE_ROOT] })).length > 0;
  const [, contents] = split(organisation, CHANGED_BY_COMMANDS);
  await importOrThrow(sample, isThere ? contents : organisation);
  await closeLastYear(sample);
  const cycle = await openThisYear(sample);
  await importOrThrow(sample, history);
  return cycle;
}

/** The tables of these names, and the others. */
function split(source: ImportSource, names: readonly string[]): [ImportSource, ImportSource] {
  const part = (isNamed: boolean): ImportSource => ({
    tables: source.tables.filter((table) => names.includes(table.name) === isNamed),
    issues: source.issues,
  });
  return [part(true), part(false)];
}

async function importOrThrow(sample: Sample, source: ImportSource): Promise<void> {
  const result = await importOrganisation(sample, source);
  if ('outcomes' in result) return;
  throw new AppError('sample-invalid', {
    message: 'The sample has mistakes',
    details: { count: result.issues.length },
    lines: describeImportIssues(result.issues, sample.locales),
  });
}

// One that an administrator closed stays closed.
async function openThisYear({ database, now, pack }: Sample): Promise<Cycle> {
  const ours = { unit: SAMPLE_ROOT, year: yearOf(now) };
  const existing = await findCycle(database, ours);
  if (existing?.status === 'closed') return existing;
  return (await openCycle(database, { ...ours, pack, now })).cycle;
}

async function closeLastYear({ database, now, pack }: Sample): Promise<void> {
  const thisYear = yearOf(now);
  const last = { unit: SAMPLE_ROOT, year: thisYear - 1 };
  // A sample that was loaded in an earlier year has that year's cycle still open.
  await closeCyclesBefore(database, { unit: SAMPLE_ROOT, year: thisYear, now });
  if ((await findCycle(database, last)) !== null) return;
  const at = (day: string) => momentOf(dayIn(last.year, day), '17:00');
  const opened = { ...last, pack, now: at(pack.dates.opening) };
  const { cycle } = await openCycle(database, opened);
  await closeCycle(database, { cycle: cycle._id, now: at('12-31') });
}
