import { expect, test } from 'vitest';
import { sendMessage } from '../../../bot/channels/send-message.ts';
import { createPlainChannel } from '../../support/plain-channel.ts';

test('a channel that cannot replace a message is not asked to, and sends it anew', async () => {
  const plain = createPlainChannel(() => new Date());
  const message = {
    language: 'vi',
    blocks: [{ type: 'text', text: 'Một' }],
    choices: [],
    actions: [],
  } as const;
  await sendMessage(plain, 'A', { message });
  await sendMessage(plain, 'A', { message, replaces: '0' });
  expect(plain.sent('A')).toHaveLength(2);
  await expect(plain.send('A', { message, replaces: '0' })).rejects.toThrow();
});
