import { createTestApp } from '../support/app.ts';
import { createPlainChannel, type PlainChannel } from '../support/plain-channel.ts';
import { CONTRACT_KEYS, describeChannel } from './channel.ts';
import { openPlainChat } from './chat.ts';

const channel: PlainChannel = createPlainChannel(() => new Date());

const testApp = createTestApp({
  environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
  channels: () => [channel],
});

describeChannel({
  name: 'plain',
  testApp,
  can: ['reply'],
  async open(person) {
    await testApp.link('plain', person);
    return openPlainChat(() => channel, person);
  },
});
