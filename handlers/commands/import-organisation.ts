import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { mayImportOrganisation } from '../../models/policies/organisation.ts';
import { AppError } from '../../models/store/errors.ts';
import { applyImport } from '../import/import-organisation.ts';
import { newsOfImport } from '../import/news-of-import.ts';
import { outcomesOf } from '../import/outcomes.ts';
import { type ImportPlan, planImport } from '../import/plan-import.ts';
import { ISSUE_CODES } from '../import/table.ts';
import { define } from './define.ts';

const Row = z.strictObject({ line: z.int(), cells: z.record(z.string(), z.string()) });
const Issue = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.string().nullable(),
  code: z.enum(ISSUE_CODES),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** Takes an organisation, or a part of one, over from tables, which are checked as a whole before the first write. */
export const importOrganisation = define({
  name: 'import-organisation',
  batch: true,
  payload: z.strictObject({
    tables: z.array(z.strictObject({ name: z.string(), rows: z.array(Row).readonly() })).readonly(),
    issues: z.array(Issue).readonly(),
  }),
  policy: mayImportOrganisation,
  audit: 'organisation-imported',
  refusals: ['import-invalid'],
  async run({ database, keys, now, report }, source) {
    const planned = await planImport({ database, keys, now }, source);
    if ('issues' in planned) {
      const details = { count: planned.issues.length };
      throw new AppError('import-invalid', { message: 'Some rows cannot be imported', details });
    }
    const { plan } = planned;
    const outcomes = outcomesOf(plan);
    const sum = (field: 'created' | 'changed' | 'unchanged') =>
      outcomes.reduce((total, outcome) => total + outcome[field], 0);
    const facts = { created: sum('created'), changed: sum('changed'), unchanged: sum('unchanged') };
    await applyImport({ database, keys, now }, { plan, report });
    const news = await newsOfImport(database, { plan, today: dayOf(now) });
    const input = keys.digests(JSON.stringify(source.tables), 'audit-import')[0] as string;
    return { result: outcomes, news, event: { people: peopleOf(plan), facts, contents: { input } } };
  },
});

/** Codes of the people of whom something was created or changed. */
function peopleOf({ tables, submissions }: ImportPlan): string[] {
  const written = tables.flatMap(({ table, created, changed }) =>
    [...created, ...changed.map(({ after }) => after)].flatMap((row) => {
      const subject = row.subjectKind === 'person' ? row.subject : row.person;
      const code = table === 'people' ? row._id : subject;
      return typeof code === 'string' ? [code] : [];
    }),
  );
  return [...new Set([...written, ...submissions.created.map(({ person }) => person)])].sort();
}
