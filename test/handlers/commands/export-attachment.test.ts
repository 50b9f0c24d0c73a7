import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { createDescribeAccount } from '../../../handlers/queries/describe-account.ts';
import { eventText } from '../../../handlers/words/events.ts';
import { createAttachmentStore } from '../../../models/review/attachment.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach();
const FILE = 'attachment:P1:c0ffee';
const { translator } = await loadLocales();

beforeEach(async () => {
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
  const files = createAttachmentStore(office);
  await files.save({ _id: FILE, person: 'P1', at: NOW, bytes: Buffer.from('%PDF-1.7') });
  await files.settle(FILE);
});

/** P1, who is the secretary, enters what P2 handed in on paper, with the file as its scan. */
async function enter(): Promise<void> {
  const text = { vi: 'Nội dung', en: 'Content' };
  const answer = {
    ...{ step: 'files', kind: 'attachment', section: text, heading: text, prompt: text },
    ...{ answeredAt: NOW, retired: false },
    value: { kind: 'attachment' as const, files: [{ id: FILE, name: 'ban-giay.pdf' }] },
  };
  const end = await runCommand(office, {
    ...{ id: randomUUID(), name: 'record-paper-review', actor: { kind: 'person', person: 'P1' } },
    payload: {
      ...{ person: 'P2', day: '2026-11-20', submittedAt: NOW, answers: [answer] },
      asked: { cycle: 'DB-2026', pack: { id: 'p', version: 'one' }, flowVersion: 'v', late: false },
    },
  });
  expect(end.status).toBe('recorded');
}

async function eventsAbout(person: string): Promise<string[]> {
  const account = await createDescribeAccount({ ...office, now: () => NOW })(person);
  return (account?.events ?? [])
    .filter(({ kind }) => kind === 'attachment-exported')
    .map((event) => eventText(event, translator('vi')));
}

test('the export of a scan of a paper is told to whose review it is, with who entered it', async () => {
  await enter();
  const { result } = await operate(office, { name: 'export-attachment', payload: { id: FILE } });
  expect(result?.toString()).toBe('%PDF-1.7');
  expect(await eventsAbout('P2')).toEqual(['xuất một tệp chụp bản giấy do Nguyễn Văn Một ghi nhận']);
  expect(await eventsAbout('P1')).toEqual([]);
});

test('the export of a file that somebody sent for themselves is told to them', async () => {
  await operate(office, { name: 'export-attachment', payload: { id: FILE } });
  expect(await eventsAbout('P1')).toEqual(['xuất một tệp minh chứng đã gửi']);
});
