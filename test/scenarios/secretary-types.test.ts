import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, openPlainChat } from '../contracts/chat.ts';
import { createTestApp } from '../support/app.ts';
import { openMember, shown } from '../support/office-chat.ts';
import { createPlainChannel, type PlainChannel } from '../support/plain-channel.ts';
import { waitUntil } from '../support/wait-until.ts';

const channel: PlainChannel = createPlainChannel(() => new Date());
const testApp = createTestApp({
  environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
  channels: () => [channel],
});

beforeAll(() => testApp.start(), 120_000);
afterAll(() => testApp.end(), 60_000);

async function open(person: string): Promise<Chat> {
  await testApp.link('plain', person);
  return openPlainChat(() => channel, person);
}

const day = (days: number) => formatDate(addDays(dayOf(new Date()), days), 'vi');

const unitOf = async (person: string) => (await testApp.app().database.people.findById(person).lean())?.unit;

test('somebody who came to a unit today is moved on the same day, which corrects it, and leaves from the next one on', async () => {
  const chat = await open('LG10');
  for (const [unit, first] of [
    ['TD-KT1', 'đến hết'],
    ['TD-KT2', `từ ${day(0)} đến`],
  ] as const) {
    await openMember(chat, 'Tạ Thị Thùy Dương');
    await chat.write('chuyển sinh hoạt');
    await chat.write(unit);
    expect(await shown(chat)).toContain(`Gửi một ngày ${first} ${day(0)}, ví dụ ${day(0)}`);
    await chat.write(day(0));
    await chat.write('ghi nhận');
    await waitUntil('the move', async () => (await unitOf('LG22')) === unit);
  }
  await openMember(chat, 'Tạ Thị Thùy Dương');
  await chat.write('ghi rời đơn vị');
  await chat.write('nghỉ việc');
  const years = (await shown(chat)).match(/\d{4}/g) ?? [];
  expect(years).not.toContain('2099');
  await chat.write('thôi');
}, 120_000);
