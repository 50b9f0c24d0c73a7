import { beforeAll, describe, expect, test } from 'vitest';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { type Submission, submissionContext } from '../../../models/review/submission.ts';
import { officeForAll } from '../../support/office.ts';
import { importAll, importIssues, table } from '../../support/organisation.ts';
import { packFrom } from '../../support/packs.ts';

const TITLE = 'heading: { vi: Mục, en: Item }, prompt: { vi: Hỏi?, en: Ask? }';
const OPTIONS =
  'options: [{ id: a, label: { vi: Đúng, en: Right } }, { id: b, label: { vi: Sai, en: Wrong } }, { id: c, label: { vi: Chưa, en: Not } }]';
const PACK = `
format: 2
id: kinds
title: { vi: Kỳ, en: Cycle }
source: Thử
dates: { source: Thử, opening: 11-01, draftsDue: 11-20, meetingsFrom: 11-26, meetingsTo: 12-05, papersBefore: 12-20 }
reminders: { source: Thử, draftsDue: [0] }
levels:
  source: Thử
  options: [{ id: high, label: { vi: Cao, en: High } }, { id: low, label: { vi: Thấp, en: Low } }]
ranks:
  source: Thử
  options: [{ id: good, label: { vi: Hoàn thành tốt, en: Good } }, { id: bad, label: { vi: Kém, en: Bad } }]
forms:
- id: self-review
  title: { vi: BẢN, en: FORM }
  source: Thử
  subject: person
  asks: [member, leader]
  becomes: self-review
  sections:
    - id: all
      heading: { vi: Phần, en: Part }
      questions:
        - { id: text, kind: text, max: 40, ${TITLE} }
        - { id: choice, kind: choice, ${OPTIONS}, ${TITLE} }
        - { id: choices, kind: choices, max: 2, none: c, ${OPTIONS}, ${TITLE} }
        - { id: number, kind: number, min: 0, max: 5000, decimals: 1, ${TITLE} }
        - { id: date, kind: date, min: 2025-01-01, max: 2025-12-31, ${TITLE} }
        - { id: sure, kind: confirm, ${TITLE} }
        - { id: items, kind: list, max: 2, maxLength: 10, ${TITLE} }
        - { id: files, kind: attachment, ${TITLE} }
        - { id: lead, kind: level, for: [leader], ${TITLE} }
        - { id: promise, kind: text, forEach: commitments, heading: { vi: 'Cam kết {number}', en: 'No. {number}' }, prompt: { vi: '{text}', en: '{text}' } }
`;

const office = officeForAll();

beforeAll(async () => {
  await openCycle(office.database, { unit: 'DB', year: 2025, pack: packFrom(PACK), now: office.now });
});

const answers = (person: string, ...rows: [step: string, answer: string][]) =>
  table('submissions', ...rows.map(([step, answer]) => [person, '2025', '1', '21/11', step, answer]));

async function submissionOf(person: string, number = 1): Promise<Submission> {
  const found = await office.database.submissions.findOne({ person, number }).lean();
  if (found === null) throw new Error(`nothing of ${person}`);
  return found;
}

function valuesOf({ person, cycle, number, answers: given }: Submission): unknown[] {
  return given.map(({ step, sealed }) =>
    JSON.parse(office.keys.open(sealed, submissionContext({ person, cycle, number, step }))),
  );
}

describe('last year’s answers', () => {
  test('[D1 part] are frozen under the questions of that year, whatever their kind', async () => {
    await importAll(office, [
      table('commitments', ['P1', '2024', '1', 'Đọc sách']),
      answers(
        'P1',
        ['promise/2024-1', ' Đã đọc\nhai cuốn '],
        ['text', 'Giữ vững 👏'],
        ['choice', 'đúng'],
        ['choices', 'Sai\na'],
        ['number', '1.234,5'],
        ['date', '20/12/2025'],
        ['sure', 'Có'],
        ['items', 'một\n\nhai'],
        ['lead', 'Cao'],
      ),
    ]);

    const submission = await submissionOf('P1');
    const label = { a: { vi: 'Đúng', en: 'Right' }, b: { vi: 'Sai', en: 'Wrong' } };
    expect(valuesOf(submission)).toEqual([
      { kind: 'text', text: 'Giữ vững 👏' },
      { kind: 'choice', value: 'a', label: label.a },
      {
        kind: 'choices',
        values: [
          { value: 'b', label: label.b },
          { value: 'a', label: label.a },
        ],
      },
      { kind: 'number', value: 1234.5 },
      { kind: 'date', value: '2025-12-20' },
      { kind: 'confirm' },
      { kind: 'list', items: ['một', 'hai'] },
      { kind: 'choice', value: 'high', label: { vi: 'Cao', en: 'High' } },
      { kind: 'text', text: ' Đã đọc\nhai cuốn ' },
    ]);
    expect(submission).toMatchObject({ cycle: 'DB-2025', number: 1, late: true });
    expect(submission.submittedAt).toEqual(new Date('2025-11-21T09:00:00+07:00'));
    expect(submission.answers.at(-1)).toMatchObject({
      step: 'promise/2024-1',
      section: { vi: 'Phần' },
      heading: { vi: 'Cam kết 1' },
      prompt: { vi: 'Đọc sách' },
      retired: false,
    });
  });

  test('[D1 part] that were handed in already stay as they are; another version is added', async () => {
    await importAll(office, [answers('P2', ['text', 'Bản một'])]);
    const first = await submissionOf('P2');

    const outcomes = await importAll(office, [
      table(
        'submissions',
        ['P2', '2025', '1', '22/11', 'text', 'Sửa lén'],
        ['P2', '2025', '2', '20/11', 'text', 'Bản hai'],
      ),
    ]);

    expect(outcomes).toContainEqual({ file: 'ban-da-nop', created: 1, changed: 0, unchanged: 1 });
    expect(await submissionOf('P2', 1)).toEqual(first);
    expect(await submissionOf('P2', 2)).toMatchObject({ late: false });
  });
});

describe('an answer is refused', () => {
  test.each([
    { step: 'text', answer: 'a'.repeat(41), code: 'answer-too-long' },
    { step: 'text', answer: 'MẬT', code: 'answer-secret' },
    { step: 'choice', answer: 'Có lẽ', code: 'answer-not-an-option' },
    { step: 'choices', answer: 'Đúng\nChưa', code: 'answer-too-many' },
    { step: 'choices', answer: 'Đúng\nnữa', code: 'answer-not-an-option' },
    { step: 'number', answer: '9999', code: 'answer-out-of-range' },
    { step: 'number', answer: 'nhiều', code: 'answer-not-a-number' },
    { step: 'date', answer: '30/02/2025', code: 'answer-not-a-date' },
    { step: 'sure', answer: 'Không', code: 'answer-not-an-option' },
    { step: 'items', answer: 'một\nhai\nba', code: 'answer-too-many' },
    { step: 'items', answer: 'một mục quá dài', code: 'answer-too-long' },
    { step: 'files', answer: 'a.pdf', code: 'answer-kind' },
  ])('to $step: $code', async ({ step, answer, code }) => {
    const issues = await importIssues(office, [answers('P3', [step, answer])]);

    expect(issues).toMatchObject([{ file: 'ban-da-nop', line: 2, column: 'Trả lời', code }]);
  });

  test('[D27 part] to a question that was not asked of this person', async () => {
    const issues = await importIssues(office, [
      table(
        'submissions',
        ['P2', '2025', '3', '21/11', 'lead', 'Cao'],
        ['P2', '2025', '3', '22/11', 'x', 'y'],
      ),
    ]);

    expect(issues.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'Mã câu hỏi', 'unknown-question'],
      [3, 'Ngày nộp', 'different-dates'],
      [3, 'Mã câu hỏi', 'unknown-question'],
    ]);
  });

  test('of a year without a cycle, or of nobody', async () => {
    const issues = await importIssues(office, [
      table(
        'submissions',
        ['P2', '2024', '1', '21/11', 'text', 'a'],
        ['P9', '2025', '1', '21/11', 'text', 'a'],
      ),
    ]);

    expect(issues.map(({ code }) => code)).toEqual(['no-cycle', 'unknown-code']);
  });
});

test('a conclusion names a rank of its year’s cycle', async () => {
  const conclusion = (rank: string) => table('conclusions', ['P1', '2025', 'CB', 'Gương mẫu', '', rank]);

  expect(await importIssues(office, [conclusion('Xuất sắc')])).toMatchObject([{ code: 'unknown-rank' }]);
  await importAll(office, [conclusion('Hoàn thành tốt')]);
  expect(await office.database.conclusions.findById('P1/2025/CB').lean()).toMatchObject({
    rank: 'good',
    placeKind: 'unit',
  });
});
