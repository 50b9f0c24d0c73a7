import { z } from 'zod';
import { shorten } from '../../flows/answers/normalize.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { LEAVE_REASONS } from '../../models/organisation/membership.ts';
import { mayImportOrganisation } from '../../models/policies/organisation.ts';
import { AppError } from '../../models/store/errors.ts';
import { applyImport } from '../import/import-organisation.ts';
import { newsOfImport } from '../import/news-of-import.ts';
import { outcomesOf } from '../import/outcomes.ts';
import { type ImportPlan, planImport } from '../import/plan-import.ts';
import { ISSUE_CODES } from '../import/table.ts';
import { define } from './define.ts';
import { signNews } from './parts/sign-news.ts';

/** Answers to more doubts than this has room for are shortened in the audit event. */
const LONGEST_FACT = 4_000;

/** No file system has longer names, in UTF-16 units. */
const LONGEST_NAME = 255;

const Row = z.strictObject({ line: z.int(), cells: z.record(z.string(), z.string()) });
const Table = z.strictObject({
  name: z.string(),
  rows: z.array(Row).readonly(),
  header: z.int().exactOptional(),
});
const Issue = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.string().nullable(),
  code: z.enum(ISSUE_CODES),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

const Answers = z.strictObject({
  same: z.array(z.strictObject({ code: z.string(), known: z.string() })).readonly(),
  different: z.array(z.string()).readonly(),
});

const FullList = z.strictObject({
  unit: z.string(),
  left: z
    .array(z.strictObject({ person: z.string(), why: z.enum(LEAVE_REASONS), on: z.iso.date() }))
    .readonly(),
  moved: z.array(z.strictObject({ person: z.string(), unit: z.string(), on: z.iso.date() })).readonly(),
  forgotten: z.array(z.string()).readonly(),
});

/** Takes an organisation, or a part of one, over from tables, which are checked as a whole before the first write. */
export const importOrganisation = define({
  name: 'import-organisation',
  batch: true,
  payload: z.strictObject({
    tables: z.array(Table).readonly(),
    issues: z.array(Issue).readonly(),
    answers: Answers.optional(),
    fullList: FullList.optional(),
    /** Name of the file or folder that was read, to tell one import from another. */
    file: z.string().max(LONGEST_NAME).optional(),
  }),
  policy: mayImportOrganisation,
  audit: 'organisation-imported',
  refusals: ['import-invalid', 'unit-unknown'],
  async run(context, source) {
    const { id, database, keys, now, report } = context;
    const planned = await planImport({ database, keys, now }, source);
    if ('issues' in planned) {
      const details = { count: planned.issues.length };
      throw new AppError('import-invalid', { message: 'Some rows cannot be imported', details });
    }
    const { plan } = planned;
    const outcomes = outcomesOf(plan);
    const sum = (field: 'created' | 'changed' | 'unchanged') =>
      outcomes.reduce((total, outcome) => total + outcome[field], 0);
    const sums = { created: sum('created'), changed: sum('changed'), unchanged: sum('unchanged') };
    const { file } = source;
    const facts = { ...sums, ...(file !== undefined && { file }), ...answersIn(plan) };
    await applyImport({ database, keys, now }, { plan, report, command: id });
    const news = await signNews(context, await newsOfImport(database, { plan, today: dayOf(now) }));
    const input = keys.digests(JSON.stringify(source.tables), 'audit-import')[0] as string;
    return { result: outcomes, news, event: { people: peopleOf(plan), facts, contents: { input } } };
  },
});

/** Whom the office took for whom, as in `DV9=P01, DV8=P02`, and for somebody new; who left and moved, and from which day. */
function answersIn({ answers, departures: { left, moved } }: ImportPlan): Record<string, string> {
  const told = {
    same: answers.same.map(({ code, known }) => `${code}=${known}`),
    different: answers.different,
    left: left.map(({ person, why, on }) => `${person}=${why}@${on}`),
    moved: moved.map(({ person, unit, on }) => `${person}=${unit}@${on}`),
  };
  return Object.fromEntries(
    Object.entries(told)
      .filter(([, codes]) => codes.length > 0)
      .map(([answer, codes]) => [answer, shorten(codes.join(', '), LONGEST_FACT)]),
  );
}

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
