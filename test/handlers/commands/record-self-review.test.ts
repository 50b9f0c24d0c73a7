import { expect, test } from 'vitest';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { contentDigest } from '../../../models/audit-event.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const WORDS = 'Tôi tự nhận thấy còn nóng tính.';
const QUESTION = { vi: 'Khuyết điểm', en: 'Shortcomings' };

const office = officeForAll();

const answer = {
  ...{ step: 'weak', kind: 'text', section: QUESTION, heading: QUESTION, prompt: QUESTION },
  ...{ answeredAt: NOW, retired: false, value: { kind: 'text' as const, text: WORDS } },
} as const;

function record(number: number, { actor = 'P1', submittedAt = NOW, id = '' } = {}) {
  return runCommand(office, {
    ...{ id: id || `record/${actor}/${number}`, name: 'record-self-review' },
    actor: { kind: 'person', person: actor },
    payload: {
      ...{ person: 'P1', cycle: 'DB-2026', number, flowVersion: 'v', submittedAt, late: false },
      pack: { id: 'sample', version: 'one' },
      answers: [answer],
    },
  });
}

test('a version is recorded once, sealed, and its event holds none of its words', async () => {
  expect(await record(1)).toMatchObject({ status: 'recorded', facts: { number: 1 } });
  expect(await record(1)).toMatchObject({ status: 'recorded', facts: { number: 1 } });

  const stored = await office.database.submissions.find({ person: 'P1' }).lean();
  expect(stored).toHaveLength(1);
  const event = await office.database.auditEvents.findById('record/P1/1').lean();
  expect(event).toMatchObject({ kind: 'self-review-recorded', people: ['P1'] });
  for (const document of [stored, event]) expect(JSON.stringify(document)).not.toContain('nóng tính');
});

test('the event tells whether the record is as it was, as long as its salt is there', async () => {
  await record(2);
  const stored = await office.database.submissions.findOne({ person: 'P1', number: 2 }).lean();
  const event = await office.database.auditEvents.findById('record/P1/2').lean();
  const digest = (text: string, salt = stored?.salt ?? '') =>
    contentDigest(office.keys, { content: [{ step: 'weak', value: { kind: 'text', text } }], salt });
  expect(event?.contents).toEqual({ answers: digest(WORDS) });
  expect(digest('Khác')).not.toBe(digest(WORDS));
  expect(digest(WORDS, 'other')).not.toBe(digest(WORDS));
});

test('nobody hands in for somebody else', async () => {
  expect(await record(3, { actor: 'P2' })).toMatchObject({ status: 'refused', reason: 'not-allowed' });
  expect(await office.database.submissions.countDocuments({ number: 3 })).toBe(0);
});

test('the person sees what was done about them', async () => {
  await record(4);
  const account = await createDescribeAccount({ ...office, now: () => office.now })('P1');
  expect(account?.events[0]).toMatchObject({ kind: 'self-review-recorded', by: 'self' });
});

test('a number that another version has is refused, and the version that has it stays as it is', async () => {
  await record(4);
  const later = { id: 'record/after-a-loss', submittedAt: new Date(NOW.getTime() + 1_000) };
  expect(await record(4, later)).toMatchObject({ status: 'refused', reason: 'number-taken' });
  expect(await record(4, { id: 'record/again' })).toMatchObject({ status: 'recorded' });
  const stored = await office.database.submissions.find({ person: 'P1', number: 4 }).lean();
  expect(stored.map(({ submittedAt }) => submittedAt)).toEqual([NOW]);
});
