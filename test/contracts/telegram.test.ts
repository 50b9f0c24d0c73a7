import { afterAll } from 'vitest';
import { createTestApp } from '../support/app.ts';
import { startTelegramEmulator } from '../support/telegram-emulator/start-telegram-emulator.ts';
import { CONTRACT_KEYS, describeChannel } from './channel.ts';
import { openTelegramChat } from './telegram-chat.ts';

const emulator = await startTelegramEmulator();

const testApp = createTestApp({
  environment: {
    ENCRYPTION_KEYS: CONTRACT_KEYS,
    TELEGRAM_BOT_TOKEN: emulator.token,
    TELEGRAM_API_ROOT: emulator.root,
  },
});

describeChannel({
  name: 'telegram',
  testApp,
  can: ['pressAnywhere', 'reply'],
  async open(person) {
    const id = Number.parseInt(person, 36);
    await testApp.link('telegram', person, String(id));
    return openTelegramChat(emulator, emulator.person({ id, firstName: person }));
  },
});

afterAll(() => emulator.close());
