import { expect, test } from 'vitest';
import { sendBy } from '../../../bot/channels/send-by.ts';
import { createPlainChannel } from '../../support/plain-channel.ts';

test('a channel that cannot replace a message is not asked to, and sends it anew', async () => {
  const plain = createPlainChannel(() => new Date());
  const message = {
    language: 'vi',
    blocks: [{ type: 'text', text: 'Một' }],
    choices: [],
    actions: [],
  } as const;
  await sendBy(plain, 'A', { message });
  await sendBy(plain, 'A', { message, replaces: '0' });
  expect(plain.sent('A')).toHaveLength(2);
  await expect(plain.send('A', { message, replaces: '0' })).rejects.toThrow();
});
