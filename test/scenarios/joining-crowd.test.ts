import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInvitations } from '../../models/chat/invitation.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { openPlainChat } from '../contracts/chat.ts';
import { createTestApp } from '../support/app.ts';
import { draftText } from '../support/drafts.ts';
import { createPlainChannel } from '../support/plain-channel.ts';

const PIECES = 40;
const ANSWERING = ['LG01', 'LG02', 'LG03', 'LG04', 'LG05'];
const COMING = ['LG06', 'LG07', 'LG08', 'LG09', 'LG10', 'LG11', 'LG12', 'LG13'];
const channel = createPlainChannel(() => new Date());
const testApp = createTestApp({
  environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
  channels: () => [channel],
});

beforeAll(() => testApp.start(), 60_000);
afterAll(() => testApp.end());

/** Answers the first question in many pieces of one text; returns it. */
async function answer(person: string): Promise<string> {
  const pieces = Array.from({ length: PIECES }, (_, index) => `${person} viết đoạn ${index}. `);
  for (const [index, text] of pieces.entries()) {
    const receipt = await channel.deliver({
      ...{ user: person, id: randomUUID(), text },
      ...(index > 0 ? { continues: true } : {}),
    });
    expect(receipt?.status, text).toBe('committed');
  }
  return pieces.join('').trim();
}

/** Comes, joins, and gives the chat up again. */
async function comeAndGo(person: string): Promise<void> {
  const { database } = testApp.app();
  const now = new Date();
  const [made] = await createInvitations(
    { database, keys: createKeyRing(CONTRACT_KEYS) },
    { people: [person], now, expiresAt: new Date(now.getTime() + 3_600_000) },
  );
  const chat = openPlainChat(() => channel, `user-${person}`);
  await chat.write(made?.code ?? '');
  await chat.press('Đúng');
  await chat.press('Tôi đồng ý');
  await chat.write('/xoa');
  await chat.press('Ngắt liên kết');
}

test('what members write while others join, leave and block is kept to the last character', async () => {
  for (const person of ANSWERING) {
    await testApp.link('plain', person);
    const chat = openPlainChat(() => channel, person);
    await chat.write('menu');
    await chat.press('Bắt đầu');
  }
  const coming = COMING.map(comeAndGo);
  const written = await Promise.all(ANSWERING.map(answer));
  await Promise.all(coming);
  for (const [index, person] of ANSWERING.entries()) {
    const kept = await draftText(testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
    expect(kept?.trim(), person).toBe(written[index]);
  }
}, 60_000);
