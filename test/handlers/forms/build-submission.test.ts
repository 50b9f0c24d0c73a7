import { expect, test } from 'vitest';
import { createFlow } from '../../../flows/forms/definition.ts';
import { buildSubmission, type GivenAnswer } from '../../../handlers/forms/build-submission.ts';
import { labelledOption } from '../../../handlers/forms/submitted-value.ts';
import { submissionContext } from '../../../models/review/submission.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';
import { choiceStep, sameText, textStep } from '../../support/flows.ts';
import { NOW } from '../../support/organisation.ts';

const TITLES = { section: sameText('Phần'), heading: sameText('Mục'), prompt: sameText('Hỏi?') };
const RANK = choiceStep('rank', { options: [{ id: 'good', label: sameText('Tốt') }] });
const DUTY = textStep('duty');
const flow = createFlow({ id: 'form', version: 'v2', title: sameText('BẢN'), steps: [DUTY, RANK] });
const keys = createKeyRing(generateKeyRing());

function given(step: string, value: GivenAnswer['value']): GivenAnswer {
  return { step, kind: value.kind, ...TITLES, value, answeredAt: NOW, retired: false };
}

test('a version has its answers in the order of the form, what is no longer asked last, each sealed in its place', () => {
  const answers = [
    { ...given('gone', { kind: 'text', text: 'Cũ' }), retired: true },
    given('rank', { kind: 'choice', ...labelledOption('good', RANK, sameText('(không còn)')) }),
    given('duty', { kind: 'text', text: 'Giữ vững' }),
  ];
  const pack = { id: 'sample', version: 'one' };
  const key = { person: 'P1', cycle: 'DB-2026', number: 2 };
  const facts = { ...key, pack, flowVersion: 'v1', submittedAt: NOW, recordedAt: NOW, late: false };

  const { answers: recorded, ...rest } = buildSubmission(keys, { ...facts, flow, answers });

  expect(rest).toEqual(facts);
  expect(recorded.map(({ sealed, ...shown }) => shown)).toEqual(
    [answers[2], answers[1], answers[0]].map((answer) => {
      const { value, ...shown } = answer as GivenAnswer;
      return shown;
    }),
  );
  const open = recorded.map(({ step, sealed }) => keys.open(sealed, submissionContext({ ...key, step })));
  expect(open.map((value) => JSON.parse(value))).toEqual([
    { kind: 'text', text: 'Giữ vững' },
    { kind: 'choice', value: 'good', label: sameText('Tốt') },
    { kind: 'text', text: 'Cũ' },
  ]);
});

test('an option that its question no longer has keeps its id, which nobody reads as its label', () => {
  const gone = { vi: '(không còn)', en: '(gone)' };
  expect(labelledOption('bad', RANK, gone)).toEqual({ value: 'bad', label: gone });
  expect(labelledOption('good', DUTY, gone)).toEqual({ value: 'good', label: gone });
  expect(labelledOption('good', undefined, gone)).toEqual({ value: 'good', label: gone });
  expect(labelledOption('good', RANK, gone)).toEqual({ value: 'good', label: sameText('Tốt') });
});
