import { createTestApp } from '../support/app.ts';
import { CONTRACT_KEYS, describeChannel } from './channel.ts';
import { openWebChat } from './chat.ts';

const testApp = createTestApp({ environment: { ENCRYPTION_KEYS: CONTRACT_KEYS } });

describeChannel({
  name: 'web',
  testApp,
  can: ['pressAnywhere'],
  open: async (person) => openWebChat(testApp, person),
});
