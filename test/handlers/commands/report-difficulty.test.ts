import { expect, test } from 'vitest';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { difficultyContext } from '../../../models/review/difficulty.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';

const office = officeForAll();

function report(command: string, given: { text: string; askedAt?: Date }) {
  return runCommand(office, {
    ...{ id: command, name: 'report-difficulty', actor: { kind: 'person', person: 'P2' } },
    payload: { id: 'd1', person: 'P2', collective: null, askedAt: NOW, ...given },
  });
}

test('another text under the id of one that is recorded is refused, and never told as recorded', async () => {
  expect(await report('first', { text: 'Thiếu biểu mẫu' })).toMatchObject({ status: 'recorded' });
  expect(await report('again', { text: 'Thiếu biểu mẫu' })).toMatchObject({ status: 'recorded' });
  const later = { text: 'Thiếu thời gian', askedAt: new Date(NOW.getTime() + 1_000) };
  expect(await report('later', later)).toMatchObject({ status: 'refused', reason: 'reported-already' });

  const [stored, ...others] = await office.database.difficulties.find({}).lean();
  expect(others).toEqual([]);
  expect(office.keys.open(stored?.text ?? '', difficultyContext('d1', 'text'))).toBe('Thiếu biểu mẫu');
});
