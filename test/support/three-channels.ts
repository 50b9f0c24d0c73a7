import { afterAll, beforeAll } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, openPlainChat, openWebChat } from '../contracts/chat.ts';
import { createTestApp, type TestApp } from './app.ts';
import { createPlainChannel, type PlainChannel } from './plain-channel.ts';
import { startTelegramApp, type TelegramApp } from './telegram-app.ts';

/** How a story is told on one of the channels: the app that it is told in, and the chat of a person there. */
interface ToldOn {
  name: string;
  app(): TestApp;
  open(person: string): Promise<Chat>;
}

/** The page and the channel without buttons share one app; Telegram has another one with its emulator. */
interface ThreeChannels {
  testApp: TestApp;
  channel: PlainChannel;
  telegram(): TelegramApp;
  onPage: ToldOn;
  onPlain: ToldOn;
  onTelegram: ToldOn;
}

/** Starts the apps before all tests of a file and ends them after. Call it at the top of the file. */
export function threeChannels(): ThreeChannels {
  const channel = createPlainChannel(() => new Date());
  const testApp = createTestApp({
    environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
    channels: () => [channel],
  });
  let telegram: TelegramApp;
  beforeAll(async () => {
    await testApp.start();
    telegram = await startTelegramApp();
  }, 120_000);
  afterAll(async () => {
    await testApp.end();
    await telegram.end();
  }, 60_000);
  const app = () => testApp;
  return {
    ...{ testApp, channel, telegram: () => telegram },
    onPage: { name: 'the page', app, open: async (person) => openWebChat(testApp, person) },
    onPlain: {
      ...{ name: 'a channel without buttons', app },
      async open(person) {
        await testApp.link('plain', person);
        return openPlainChat(() => channel, person);
      },
    },
    onTelegram: {
      ...{ name: 'Telegram', app: () => telegram.testApp },
      open: async (person) => (await telegram.join(person)).chat,
    },
  };
}
