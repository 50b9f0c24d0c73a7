import { beforeEach, expect, test } from 'vitest';
import { start } from '../../../flows/engine/start.ts';
import { applyResult, step } from '../../../flows/engine/step.ts';
import { dayOf } from '../../../flows/rules/calendar.ts';
import { listReviewStates } from '../../../handlers/queries/list-review-states.ts';
import { loadSubject } from '../../../handlers/queries/load-subject.ts';
import { selfReviewIdentity } from '../../../handlers/queries/reviews.ts';
import { encodeDraftChange } from '../../../handlers/talk/draft.ts';
import { draftContext } from '../../../models/chat/draft-context.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { officeForEach } from '../../support/office.ts';
import { importAll, NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { compileSelfReview, PLAN_58, packFrom } from '../../support/packs.ts';

const CYCLE = 'DB-2026';

const office = officeForEach([
  ...smallOrganisation(),
  table('commitments', ['P1', 'năm trước', '1', 'Một.'], ['P1', 'năm trước', '2', 'Hai.']),
]);

beforeEach(async () => {
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
});

/** Copies a draft of a person who answered the first question, as the bot does; returns the flow they are asked. */
async function draftOf(person: string, changedSince?: true) {
  const subject = await loadSubject(office, { person, cycle: { year: 2026 }, day: dayOf(NOW) });
  if (subject === undefined) throw new Error(`${person} is not asked`);
  const flow = compileSelfReview(packFrom(PLAN_58), subject);
  const at = NOW.toISOString();
  const id = `draft-of-${person}`;
  const identity = selfReviewIdentity(person, CYCLE);
  let state = start(flow, at);
  const texts = [];
  const fields: Record<string, string | null> = {};
  for (const event of [
    { type: 'action', action: { do: 'resume' }, at } as const,
    { type: 'text', text: 'Vững vàng, kiên định.', at } as const,
  ]) {
    const result = step(flow, state, event);
    state = applyResult(state, result);
    texts.push(...result.texts);
    Object.assign(fields, encodeDraftChange({ id, identity }, result).fields);
  }
  if (changedSince) {
    const submission = { number: 1, submittedAt: at, recordedAt: at, changedSince };
    fields.facts = JSON.stringify({ ...state.draft.facts, submission });
  }
  const sealed = Object.entries({
    ...fields,
    ...Object.fromEntries(texts.map((one) => [`text:${one.id}`, one.text])),
  })
    .filter(([, value]) => value !== null)
    .map(([field, value]) => [
      field,
      office.keys.seal(String(value), draftContext({ person, draft: id, field })),
    ]);
  await office.database.drafts.create({
    ...{ _id: id, ...identity, revision: 1, copiedAt: NOW },
    fields: Object.fromEntries(sealed),
  });
  return flow;
}

async function submit(person: string, late: boolean): Promise<void> {
  const moment = { submittedAt: NOW, recordedAt: NOW };
  await insertSubmission(office.database, {
    ...{
      person,
      cycle: CYCLE,
      number: 1,
      pack: { id: 'p', version: 'p1' },
      flowVersion: 'v',
      late,
      answers: [],
    },
    ...moment,
  });
}

const statesOn = async (day: string, unit?: string) =>
  listReviewStates(office, { unit, now: new Date(`${day}T05:00:00Z`) });

test('[D48 part] everybody’s state says how many of their own questions are answered', async () => {
  await draftOf('P1');
  const [first, second, third] = await statesOn('2026-11-10');

  expect(first).toMatchObject({ code: 'P1', state: 'draft', answered: 1, copiedAt: NOW, late: false });
  expect(second).toMatchObject({ code: 'P2', state: 'not-started', answered: 0 });
  expect(third).toMatchObject({ code: 'P3', state: 'not-started', answered: 0 });
  const totals = [first, second].map((row) => (row !== undefined && 'total' in row ? row.total : 0));
  // Two commitments more, and a leader’s questions.
  expect(totals[0]).toBeGreaterThan((totals[1] ?? 0) + 1);
});

test('[D48 part] what was handed in late and what is overdue is late, and changes afterwards are told', async () => {
  await submit('P1', true);
  await submit('P2', false);
  await draftOf('P2', true);

  expect(await statesOn('2026-11-27')).toMatchObject([
    { code: 'P1', state: 'submitted', number: 1, late: true, changedSince: false },
    { code: 'P2', state: 'submitted', number: 1, late: false, changedSince: true },
    { code: 'P3', state: 'not-started', late: true },
  ]);
});

test('a unit is listed with what is below it', async () => {
  expect((await statesOn('2026-11-10', 'CB')).map(({ code }) => code)).toEqual(['P1', 'P2']);
  expect((await statesOn('2026-11-10', 'TD')).map(({ code }) => code)).toEqual(['P2']);
  await expect(statesOn('2026-11-10', 'NONE')).rejects.toMatchObject({ code: 'unit-unknown' });
});

test('whom no open cycle asks is not reviewed, and who is exempt is told from them', async () => {
  await importAll(office, [
    table(
      'people',
      ['P8', 'Quần chúng', '01/01/1990', 'Không phải đảng viên', '', 'Không', 'CT'],
      ['P9', 'Miễn', '01/01/1940', 'Đảng viên được miễn', 'CB', 'Không', ''],
    ),
  ]);
  expect((await statesOn('2026-11-10')).slice(-2)).toMatchObject([
    { code: 'P8', state: 'not-reviewed' },
    { code: 'P9', state: 'exempt' },
  ]);
});

test('the number of queries does not grow with the number of people', async () => {
  const many = Array.from({ length: 60 }, (_, index) => [
    ...[`N${index}`, `Người ${index}`, '01/01/1980', 'Đảng viên chính thức', 'CB', 'Không', 'CT'],
  ]);
  const queries: string[] = [];
  const base = office.database.people.base;
  base.set('debug', (collection: string, method: string) => queries.push(`${collection}.${method}`));
  try {
    await statesOn('2026-11-10');
    const few = queries.length;
    expect(few).toBeGreaterThan(0);
    base.set('debug', false);
    await importAll(office, [table('people', ...many)]);
    base.set('debug', (collection: string, method: string) => queries.push(`${collection}.${method}`));
    queries.length = 0;
    expect(await statesOn('2026-11-10')).toHaveLength(63);
    expect(queries.length).toBeLessThanOrEqual(few);
  } finally {
    base.set('debug', false);
  }
});
