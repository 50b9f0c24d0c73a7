import { compileForm, findForm } from '../../flows/forms/compile.ts';
import type { Flow, Step } from '../../flows/forms/definition.ts';
import type { Form } from '../../flows/forms/schema.ts';
import { dayIn, momentOf } from '../../flows/rules/calendar.ts';
import { isHeldOn, type Post, termsOf } from '../../models/organisation/post.ts';
import { newSubmission, type Submission } from '../../models/review/submission.ts';
import { findVersions } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { buildSubmission, type GivenAnswer } from '../forms/build-submission.ts';
import type { SubmittedValue } from '../forms/submitted-value.ts';
import { subjectOf } from '../queries/load-subject.ts';
import { readAnswerValue } from './answer-value.ts';
import type { Documents } from './documents.ts';
import { issueAt, unknownCode } from './issue.ts';
import { type Items, loadItems, ownerKey } from './items.ts';
import type { ImportIssue, Located } from './table.ts';
import type { Rows } from './tables.ts';
import { cycleOf, type World, type WorldCycle } from './world.ts';

type Row = Located<Rows['submissions']>;

/** The answers of one version that a person handed in. */
interface Group {
  person: string;
  number: number;
  cycle: WorldCycle;
  rows: readonly [Row, ...Row[]];
}

/** The submissions to be written. Existing ones are frozen: rows never change them. */
export interface SubmissionChanges {
  created: Submission[];
  unchanged: number;
}

interface Dependencies {
  database: Database;
  keys: KeyRing;
  now: Date;
}

/** Turns rows into frozen submissions, each answer under the question that the year's cycle asked. */
export async function planSubmissions(
  dependencies: Dependencies,
  request: { rows: readonly Row[]; world: World; documents: Documents },
): Promise<{ changes: SubmissionChanges; issues: ImportIssue[] }> {
  const { groups, issues } = groupRows(request.rows, request.world);
  const existing = await findExisting(dependencies.database, groups);
  const fresh = groups.filter((group) => !existing.has(groupKey(group)));
  const items = await loadItems(dependencies, {
    people: [...new Set(fresh.map((group) => group.person))],
    documents: request.documents,
  });
  const facts = factsOf(request.world, items);
  const created: Submission[] = [];
  for (const group of fresh) {
    const flow = flowOf(group, facts);
    const built = readGroup({ group, flow }, dependencies);
    issues.push(...built.issues);
    created.push(built.submission);
  }
  return { changes: { created, unchanged: groups.length - fresh.length }, issues };
}

function groupRows(rows: readonly Row[], world: World): { groups: Group[]; issues: ImportIssue[] } {
  const issues: ImportIssue[] = [];
  const groups = new Map<string, { cycle: WorldCycle; rows: [Row, ...Row[]] }>();
  for (const located of rows) {
    const { line, row } = located;
    const place = { table: 'submissions', line, field: 'person' } as const;
    const unknown = unknownCode(place, { code: row.person, among: [world.people], world });
    issues.push(...unknown);
    if (!world.people.has(row.person)) continue;
    const cycle = cycleOf(world, row);
    if (cycle === undefined) {
      const details = { year: row.year };
      issues.push(issueAt({ ...place, field: 'year' }, { code: 'no-cycle', details }));
      continue;
    }
    const key = groupKey({ ...row, cycle });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cycle, rows: [located] });
    else group.rows.push(located);
  }
  const found = [...groups.values()].map(({ cycle, rows: own }) => {
    const { person, number } = own[0].row;
    return { person, number, cycle, rows: own };
  });
  return { groups: found, issues };
}

function groupKey(version: { person: string; number: number; cycle: { _id: string } }): string {
  return `${version.person}/${version.cycle._id}/${version.number}`;
}

async function findExisting(database: Database, groups: readonly Group[]): Promise<Set<string>> {
  const found = await findVersions(database, { people: groups.map((group) => group.person) });
  const own = found.filter(({ series }) => series === undefined);
  return new Set(own.map(({ person, cycle, number }) => groupKey({ person, number, cycle: { _id: cycle } })));
}

/** What is needed to compile the questions of these people. */
interface Facts {
  world: World;
  items: Items;
  posts: ReadonlyMap<string, readonly Post[]>;
  names: ReadonlyMap<string, string>;
}

function factsOf(world: World, items: Items): Facts {
  const posts = Map.groupBy([...world.posts.values()].flatMap(termsOf), ({ person }) => person);
  const named = [...world.units, ...world.collectives];
  return { world, items, posts, names: new Map(named.map(([code, { name }]) => [code, name])) };
}

function flowOf({ person, cycle, rows }: Group, { world, items, posts, names }: Facts): Flow {
  const submitted = dayIn(cycle.year, rows[0].row.day);
  const held = (posts.get(person) ?? []).filter((post) => isHeldOn(post, submitted));
  const asked = ownerKey({ person, year: cycle.year });
  const named = ownerKey({ person, year: cycle.year - 1 });
  const subject = subjectOf({
    person: world.people.get(person) ?? { partyStatus: 'official', publicEmployee: false },
    collectives: held.flatMap(({ collective }) => world.collectives.get(collective)?.kind ?? []),
    commitments: items.commitments.get(named) ?? [],
    remedies: items.remedies.get(named) ?? [],
    suggestions: items.suggestions.get(asked) ?? [],
    names,
  });
  // A person whom no form asks today may have been asked in that year, so the first form is used.
  const form = findForm(cycle.pack, { becomes: 'self-review', roles: subject.roles }) ?? cycle.pack.forms[0];
  return compileForm(cycle.pack, { form: form as Form, subject });
}

function readGroup(
  asked: { group: Group; flow: Flow },
  { keys, now }: Dependencies,
): { submission: Submission; issues: ImportIssue[] } {
  const { group, flow } = asked;
  const [first, ...rest] = group.rows;
  const { year } = group.cycle;
  const submittedAt = momentOf(dayIn(year, first.row.day), '09:00');
  const issues = rest
    .filter(({ row }) => row.day !== first.row.day)
    .map(({ line }) =>
      issueAt(
        { table: 'submissions', line, field: 'day' },
        { code: 'different-dates', details: { line: first.line } },
      ),
    );
  const identity = { person: group.person, cycle: group.cycle._id, number: group.number };
  const answers: GivenAnswer[] = [];
  for (const located of group.rows) {
    const read = readAnswer(located, flow);
    if ('issue' in read) issues.push(read.issue);
    else {
      const { step, value } = read;
      answers.push({ ...describe(step), value, answeredAt: submittedAt, retired: false });
    }
  }
  const late = first.row.day > group.cycle.pack.dates.draftsDue;
  const { id, version } = group.cycle.pack;
  const made = { pack: { id, version }, flow, flowVersion: flow.version };
  const fixed = { ...identity, ...made, submittedAt, recordedAt: now, late };
  return { submission: newSubmission(buildSubmission(keys, { ...fixed, answers })), issues };
}

function readAnswer(
  { line, row }: Row,
  flow: Flow,
): { step: Step; value: SubmittedValue } | { issue: ImportIssue } {
  const place = { table: 'submissions', line, field: 'step' } as const;
  const step = flow.steps[flow.indexOf.get(row.step) ?? -1];
  if (step === undefined) {
    return { issue: issueAt(place, { code: 'unknown-question', details: { code: row.step } }) };
  }
  const read = readAnswerValue(step, row.answer);
  return 'value' in read
    ? { step, value: read.value }
    : { issue: issueAt({ ...place, field: 'answer' }, read.problem) };
}

function describe(step: Step) {
  const { id, kind, section, heading, prompt } = step;
  return { step: id, kind, section, heading, prompt };
}
